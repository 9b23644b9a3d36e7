internal import SOAP
public import XML

/// The header that narrows a Get, Put, Create or Delete to a part of the representation (DSP0226 7.7).
///
///     <w:FragmentTransfer s:mustUnderstand="true">OperationalStatus[1]/text()</w:FragmentTransfer>
public struct FragmentTransfer: Hashable, Sendable {
    /// As it was sent: the reply carries it again.
    public let header: XMLElement
    public let path: FragmentPath

    // MARK: - Wire

    /// What the part stands in, both ways (DSP0226 R7.7-5).
    public static let fragment = QName(Namespace.wsman, "XmlFragment")

    /// - Throws: ``Fault``: UnsupportedFeature/FragmentLevelAccess with another action; FragmentDialectNotSupported;
    ///   InvalidMessageInformationHeader for one that need not be understood, which could end in a write of the
    ///   whole (as on Windows); what ``FragmentPath`` throws.
    init(_ header: XMLElement, action: String) throws(Fault) {
        guard [Action.get, Action.put, Action.create, Action.delete].contains(action) else {
            throw Fault(
                .unsupportedFeature(.fragmentLevelAccess),
                "Only Get, Put, Create and Delete can be about a fragment; leave the header wsman:FragmentTransfer out."
            )
        }
        let dialect = header.attribute(QName("", "Dialect")).map { FilterDialect($0) } ?? .xpath
        guard dialect == .xpath else {
            throw Fault(
                .fragmentDialectNotSupported(supported: [FilterDialect.xpath.uri]),
                "The fragment dialect \(dialect.uri.prefix(400)) is not supported; send XPath 1.0.")
        }
        let mark = header.attribute(QName(Namespace.soap, "mustUnderstand"))?.trimmingXMLSpace
        guard mark != "false", mark != "0" else {
            throw Fault(
                .invalidMessageInformationHeader(Header.fragmentTransfer),
                "FragmentTransfer must be understood; mark it mustUnderstand=\"true\".")
        }
        self.header = header
        path = try FragmentPath(header.trimmedText)
    }
}
