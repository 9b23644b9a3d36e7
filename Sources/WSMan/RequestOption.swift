internal import SOAP
internal import XML

/// A hint to the service (DSP0226 6.4).
///
///     <w:Option Name="msftwinrm:UsePreciseArrays" Type="xs:boolean">true</w:Option>
public struct RequestOption: Hashable, Sendable {
    /// Any text: Windows' names hold colons.
    public let name: String
    /// An empty value means true.
    public let value: String
    /// A name of XML Schema, as it was written.
    public let type: String?
    public let mustComply: Bool

    public init(name: String, value: String, type: String? = nil, mustComply: Bool = false) {
        self.name = name
        self.value = value
        self.type = type
        self.mustComply = mustComply
    }

    /// What the CIM cmdlets call the list of properties that a Put is about: one option a property (MS-WSMV 2.2.4.25).
    static let modifiedProperties = "wmiarray:__MIInstanceModifiedPropertiesList"
    /// The job template that a Create makes an instance of.
    static let template = "Template"

    // MARK: - Wire

    private static let option = QName(Namespace.wsman, "Option")

    /// Reads `<w:OptionSet>`.
    ///
    /// - Throws: ``Fault``: InvalidOptions/NotSupported for an option that must be complied with and that the action
    ///   does not heed (DSP0226 R6.4-6); InvalidOptions/InvalidName without a name; EncodingLimit/OptionLimit.
    static func options(in element: XMLElement, for action: String) throws(Fault) -> [RequestOption] {
        var options: [RequestOption] = []
        for child in element.all(option) {
            let option = try RequestOption(child)
            guard !option.mustComply || option.isHeeded(by: action) else {
                throw Fault(
                    .invalidOptions(.notSupported),
                    "Option \(option.name) is not supported; leave it out, or its MustComply.")
            }
            options.append(option)
        }
        guard options.count <= 256 else {
            throw Fault(.encodingLimit(.optionLimit), "The OptionSet has \(options.count) options; send 256 at most.")
        }
        return options
    }

    private func isHeeded(by action: String) -> Bool {
        switch action {
        case Action.put: name.equalsIgnoringCase(Self.modifiedProperties)
        case Action.create: name.equalsIgnoringCase(Self.template)
        default: false
        }
    }

    private init(_ element: XMLElement) throws(Fault) {
        guard let name = element.attribute(QName("", "Name"))?.trimmingXMLSpace, !name.isEmpty else {
            throw Fault(.invalidOptions(.invalidName), "An Option lacks its Name attribute, which says what it is for.")
        }
        let value = element.trimmedText
        guard name.utf8.count <= 2048, value.utf8.count <= 4096 else {
            throw Fault(
                .encodingLimit(.optionLimit),
                "Option \(name.prefix(40)) is too long; 2048 characters of name and 4096 of value are the most.")
        }
        let mustComply = element.attribute(QName("", "MustComply"))?.trimmingXMLSpace
        self.init(
            name: name, value: value, type: element.attribute(QName("", "Type")),
            mustComply: mustComply == "true" || mustComply == "1")
    }
}
