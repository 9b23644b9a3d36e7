public import CIM
internal import SOAP
public import WSMan
public import XML

/// The columns of a SELECT as elements: in alphabetical order without regard to case, each once.
public struct Projection: Sendable {
    let columns: [WQLColumn]

    public init(_ columns: [WQLColumn]) {
        var unique: [WQLColumn] = []
        var seen: Set<WQLColumn> = []
        for column in columns where seen.insert(column).inserted { unique.append(column) }
        self.columns = unique.sorted { $0.names.lexicographicallyPrecedes($1.names) }
    }
}

/// The result of `SELECT a, b` (recorded of Windows 2003 to 2012):
///
///     w:XmlFragment xmlns:xsi xmlns:w
///       Caption       WAN Miniport
///       InstallDate   Datetime 2013-03-09T02:57:32Z
///
/// Elements have neither prefix nor namespace, nor have those of dates; NULL, arrays and booleans are as in instances.
extension XMLWriter {
    /// Writes the columns of one instance.
    ///
    /// - Parameters:
    ///   - family: the scheme of the request's resource URI, for references.
    ///   - server: the host's name, for `__SERVER` and `__PATH`.
    public mutating func fragment(
        _ instance: CIMInstance, _ projection: Projection, family: ResourceURI.Family, server: String
    ) {
        let cimClass = instance.cimClass
        let surroundings = Surroundings(family: family, namespace: cimClass.namespace, isPrefixed: false)
        let layout = ElementLayout.of(cimClass, shownAs: cimClass, family: family, prefix: .none)
        start("w:XmlFragment")
        declare(.xsi, .w)
        for column in projection.columns {
            if column.names.count == 1, let index = cimClass.index(of: column.names[0]) {
                layout.bytes.withUnsafeBufferPointer { bytes in
                    property(layout.properties[index], bytes, instance.values[index], surroundings)
                }
            } else {
                let tag = column.systemProperty?.rawValue ?? column.text
                let value = instance.value(of: column, server: server)
                let type = value?.type ?? .string
                content([value], ElementLayout(prefix: "", [(tag, type, isArray: false, index: 0)]), surroundings)
            }
        }
        end("w:XmlFragment")
    }
}
