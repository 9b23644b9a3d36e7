extension Practice {
    static let clause7: [Practice] = [
        Practice(
            "R7.3-2", "Get reads from the store and writes nothing.",
            .code("Sources/Endpoint/Service/Service+get.swift")),
        Practice(
            "R7.3-3", "No resource is ever locked: an instance is read from one state of the store.",
            .absent("there are no locks.")),
        Practice("R7.4-1", "Offered, for what clients may set of a job.", .check),
        Practice(
            "R7.4-2", "What clients may set of a job is set by Put; its state alone by a method, which checks it.",
            .code("Sources/Endpoint/Jobs/JobProvider+transfer.swift")),
        Practice(
            "R7.4-6", "A change waits for those before it, and is never refused for them.",
            .absent("there are no locks.")),
        Practice("R7.4-7", "It never does.", .check),
        Practice("R7.5-1", "Offered, for jobs that have ended.", .check),
        Practice(
            "R7.5-3", "Jobs are deleted by Delete, or by themselves after TimeBeforeRemoval.",
            .code("Sources/Endpoint/Jobs/JobProvider+transfer.swift")),
        Practice(
            "R7.5-4", "A job that still runs cannot be deleted.",
            .code("Sources/Endpoint/Jobs/JobProvider+transfer.swift")),
        Practice("R7.6-1", "Offered, for jobs of a template.", .check),
        Practice(
            "R7.6-2", "A job of any template is made by Create; methods that a binding names make jobs as well.",
            .code("Sources/Endpoint/Jobs/JobProvider+transfer.swift")),
        Practice("R7.6-7", "They are passed over, but for the words that name the new job.", .check),
        Practice(
            "R7.6-8", "The reply holds an EPR, which fits the smallest envelope that may be asked for.",
            .code("Sources/Endpoint/Service/Service.swift")),
        Practice("R7.7-1", "Offered, in XPath Level 1.", .check),
        Practice("R7.9-1", "A fragment is one property, and none of its parts is read-only by itself.", .check),
        Practice("R7.10-1", "A fragment is never locked.", .absent("there are no locks.")),
    ]
}
