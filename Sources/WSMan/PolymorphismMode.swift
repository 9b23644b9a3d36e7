internal import SOAP
internal import XML

/// How instances of derived classes appear when a base class is enumerated (DSP0227 8.1).
public enum PolymorphismMode: String, Hashable, Sendable {
    /// Each as an instance of its own class, with all its properties.
    case includeSubClassProperties = "IncludeSubClassProperties"
    /// As instances of the base class, with its properties only.
    case excludeSubClassProperties = "ExcludeSubClassProperties"
    /// Not at all.
    case none = "None"

    // MARK: - Wire

    /// Reads `<b:PolymorphismMode>`. Throws PolymorphismModeNotSupported for an unknown word.
    init(_ element: XMLElement) throws(Fault) {
        guard let mode = PolymorphismMode(rawValue: element.trimmedText) else {
            throw Fault(
                .polymorphismModeNotSupported,
                "PolymorphismMode \(element.trimmedText.prefix(40)) is unknown; send IncludeSubClassProperties, "
                    + "ExcludeSubClassProperties or None.")
        }
        self = mode
    }
}
