/// The commands, each with all that help, completion and the manual page say of it.
enum Command: String, CaseIterable {
    case identify, get, put, create, delete, enumerate, query, invoke
    case jobs, watch, start, cancel, suspend, resume, error
    case subscribe, listen
    case explain, raw, conform, completion, man

    struct Row {
        /// `RESOURCE NAME=VALUE…`.
        let operands: String
        /// How many operands: at least, at most.
        let count: ClosedRange<Int>
        let summary: String
        let options: [Option]
        /// Command lines without their `winch`, and what each does.
        let examples: [(line: String, meaning: String)]
    }

    private static let many = 1000

    var row: Row {
        switch self {
        case .identify, .get, .put, .create, .delete, .enumerate, .query, .invoke: operationRow
        case .jobs, .watch, .start, .cancel, .suspend, .resume, .error: jobRow
        case .subscribe, .listen: eventRow
        case .explain, .raw, .conform, .completion, .man: otherRow
        }
    }

    /// Whether it talks to a server.
    var isConnected: Bool {
        switch self {
        case .listen, .explain, .completion, .man: false
        default: true
        }
    }

    var options: [Option] { row.options + (isConnected ? Option.connection : []) }

    private var operationRow: Row {
        switch self {
        case .get:
            Row(
                operands: "RESOURCE", count: 1...1, summary: "Get one instance",
                options: [.output, .columns, .namespace, .fragment],
                examples: [
                    ("get 'Msvm_ConcreteJob?InstanceID=7B1F…'", "a job, in the default namespace"),
                    ("get 'wmicimv2/Win32_OperatingSystem' --output json", "a singleton, its properties typed"),
                    ("get winrm/config", "how the service is configured"),
                    ("get 'Msvm_ConcreteJob?InstanceID=7B1F…' --fragment JobState", "one property alone"),
                ])
        case .put:
            Row(
                operands: "RESOURCE NAME=VALUE…", count: 1...Self.many, summary: "Change properties of an instance",
                options: Option.values + [.output, .columns, .namespace, .fragment],
                examples: [
                    (
                        "put 'Msvm_ConcreteJob?InstanceID=7B1F…' DeleteOnCompletion=true",
                        "one property; the others stay"
                    ),
                    ("put winrm/config/service MaxConnections=100", "a setting of the service"),
                ])
        case .create:
            Row(
                operands: "RESOURCE NAME=VALUE…", count: 1...Self.many,
                summary: "Create an instance, print its reference",
                options: Option.values + [.output, .namespace, .template],
                examples: [
                    ("create Msvm_ConcreteJob Priority=3 --template backup-disk", "a job, on winchd"),
                    ("create 'root/interop/CIM_IndicationFilter' Name=jobs 'Query=SELECT * FROM X'", "a filter"),
                ])
        case .delete:
            Row(
                operands: "RESOURCE", count: 1...1, summary: "Delete an instance", options: [.namespace],
                examples: [("delete 'Msvm_ConcreteJob?InstanceID=7B1F…'", "an ended job")])
        case .enumerate:
            Row(
                operands: "RESOURCE", count: 1...1, summary: "List the instances of a class",
                options: Option.enumeration + [
                    .filter, .dialect, .mode, .shallow, .baseProperties, .associatedWith, .associationClass, .role,
                    .resultClass, .resultRole, .links,
                ],
                examples: [
                    ("enumerate Msvm_ComputerSystem --columns Name,ElementName,EnabledState", "a table"),
                    ("enumerate Msvm_ConcreteJob --filter JobState=4 --dialect selector", "the running ones"),
                    ("enumerate '*' --associated-with 'Msvm_ConcreteJob?InstanceID=7B1F…'", "what a job is about"),
                ])
        case .query:
            Row(
                operands: "WQL", count: 1...1, summary: "Run a WQL query", options: Option.enumeration + [.mode],
                examples: [
                    ("query 'SELECT * FROM Msvm_ConcreteJob WHERE JobState = 4'", "running jobs"),
                    ("query 'SELECT Name, Version FROM Win32_OperatingSystem' --namespace root/cimv2", "two columns"),
                ])
        case .invoke:
            Row(
                operands: "METHOD RESOURCE [NAME=VALUE…]", count: 2...Self.many, summary: "Call a method",
                options: Option.values + [.output, .columns, .namespace, .wait, .interval],
                examples: [
                    (
                        "invoke RequestStateChange 'Msvm_ComputerSystem?Name=C41A…' RequestedState=2 --wait",
                        "start a VM"
                    ),
                    (
                        "invoke ExportSystemDefinition Msvm_VirtualSystemManagementService ExportDirectory='C:\\out' \\\n"
                            + "          --ref 'ComputerSystem=Msvm_ComputerSystem?Name=C41A…' --wait",
                        "export it, and follow the job"
                    ),
                ])
        default:
            Row(
                operands: "", count: 0...0, summary: "Ask a service who it is", options: [.output, .anonymous],
                examples: [
                    ("identify --url hv1", "http://hv1:5985/wsman"),
                    ("identify --url https://hv1 --anonymous", "what it tells everybody"),
                ])
        }
    }

    private var jobRow: Row {
        let one: [Option] = [.namespace, .jobClass]
        return switch self {
        case .jobs:
            Row(
                operands: "[JOB…]", count: 0...Self.many, summary: "List jobs: name, state, percent, elapsed time",
                options: [.output, .columns, .namespace, .jobClass, .state, .limit],
                examples: [
                    ("jobs", "all of them"), ("jobs --state active", "the unfinished"),
                    ("jobs --output json | jq '.[].JobState'", "for a script"),
                ])
        case .watch:
            Row(
                operands: "[JOB…]", count: 0...Self.many, summary: "Follow jobs to their end; exit 1 if one ends badly",
                options: [.namespace, .jobClass, .interval],
                examples: [
                    ("watch", "all that are unfinished now"), ("watch 7B1F", "one, by the start of its InstanceID"),
                ])
        case .start:
            Row(
                operands: "JOB…", count: 1...Self.many, summary: "Start a job that is new", options: one,
                examples: [("start 7B1F", "by the start of its InstanceID")])
        case .cancel:
            Row(
                operands: "JOB…", count: 1...Self.many, summary: "End a job early", options: one + [.kill],
                examples: [("cancel 7B1F", "it tidies up first"), ("cancel 7B1F --kill", "it does not")])
        case .suspend:
            Row(
                operands: "JOB…", count: 1...Self.many, summary: "Pause a job", options: one,
                examples: [("suspend 7B1F", "until 'winch resume 7B1F'")])
        case .resume:
            Row(
                operands: "JOB…", count: 1...Self.many, summary: "Let a paused job go on", options: one,
                examples: [("resume 7B1F", "")])
        default:
            Row(
                operands: "JOB", count: 1...1, summary: "What went wrong with a job", options: one + [.output],
                examples: [("error 7B1F", "its error instances, from GetErrorEx or GetError")])
        }
    }

    private var eventRow: Row {
        switch self {
        case .listen:
            Row(
                operands: "", count: 0...0, summary: "Take pushed events of subscriptions that others made",
                options: Option.listening + [.path, .output, .namespace, .limit, .color],
                examples: [
                    ("listen", "prints the URL to put into NotifyTo; only this host can reach it"),
                    ("listen --listen 0.0.0.0:5990 --notify-host client.example --path /events", "for other hosts"),
                ])
        default:
            Row(
                operands: "[QUERY|RESOURCE]", count: 0...1, summary: "Print events as they happen; jobs' by default",
                options: [.output, .namespace, .jobClass, .limit, .delivery, .expires, .heartbeats, .bookmark]
                    + Option.listening + [.path],
                examples: [
                    ("subscribe", "what happens to jobs, a line each"),
                    (
                        "subscribe 'SELECT * FROM __InstanceDeletionEvent WHERE TargetInstance ISA \"CIM_Job\"'",
                        "a query of your own"
                    ),
                    (
                        "subscribe --bookmark earliest --output json",
                        "what is still known, then what comes; a line each"
                    ),
                    ("subscribe --delivery pushwithack --heartbeats 20", "pushed to a listener on this host"),
                ])
        }
    }

    private var otherRow: Row {
        switch self {
        case .explain:
            Row(
                operands: "[CODE]", count: 0...1,
                summary: "What a fault, a number or a status of HTTP means, and what to do",
                options: [.color],
                examples: [
                    ("explain 2150858843", "a number of WinRM, decimal or 0x8033805B"),
                    ("explain w:InvalidSelectors/UnexpectedSelectors", "a subcode and its detail"),
                    ("explain 503", "a status of HTTP"),
                    ("explain", "all faults"),
                ])
        case .raw:
            Row(
                operands: "FILE", count: 1...1, summary: "Send an envelope from a file (- for standard input)",
                options: [],
                examples: [("raw get-job.xml", "prints the reply as it came; exit 1 for a fault")])
        case .conform:
            Row(
                operands: "[URL]", count: 0...1,
                summary: "Test how a service keeps DSP0226; exit 1 if a MUST is broken",
                options: [.output, .rule, .write, .invoke, .profile, .listen, .notifyHost],
                examples: [
                    ("conform https://hv1 --user 'CORP\\alice' --ca corp.pem", "reads, and changes nothing"),
                    ("conform --rule R8.2.3-1 --trace", "one rule of the service in WINCH_URL, with its messages"),
                    (
                        "conform bmc1 --write --invoke --profile bmc.xml --listen 192.0.2.7:0 \\\n"
                            + "          --output html > bmc1.html",
                        "all, the events that it pushes to this host among them, as a page"
                    ),
                ])
        case .completion:
            Row(
                operands: "SHELL", count: 1...1, summary: "Print completion for bash, zsh or fish", options: [],
                examples: [
                    ("completion bash > /etc/bash_completion.d/winch", ""), ("completion fish | source", ""),
                ])
        default:
            Row(
                operands: "[COMMAND]", count: 0...1, summary: "Print a manual page", options: [],
                examples: [("man | man -l -", "read it"), ("man enumerate > winch-enumerate.1", "that of a command")])
        }
    }
}
