internal import Client
internal import SOAP
internal import XML

/// What people call a fault: its subcode with the usual prefix, and its detail.
///
///     w:InvalidSelectors/UnexpectedSelectors      a:ActionNotSupported      s:MustUnderstand
struct FaultName: CustomStringConvertible {
    let description: String

    init(_ code: FaultCode) {
        let row = code.row
        let subcode = row.subcode.map { subcode in
            let prefix = Prefix.allCases.first { $0.namespace == subcode.namespace }
            return "\(prefix?.rawValue ?? ""):\(subcode.localName)"
        }
        description = (subcode ?? "s:\(row.role.rawValue)") + (row.faultDetail.map { "/\($0.rawValue)" } ?? "")
    }

    /// The codes that a text may mean: subcode, detail or both; prefixes and case do not matter.
    static func codes(_ text: String) -> [FaultCode] {
        let wanted = words(text)
        guard !wanted.isEmpty else { return [] }
        return FaultCode.known.filter { code in
            let name = words(FaultName(code).description)
            return wanted.count == 1 ? name.contains(wanted[0]) : name == wanted
        }
    }

    /// The subcode and the detail in lower case; of URIs and prefixed names, the last part.
    private static func words(_ text: String) -> [String] {
        let text = text.contains("://") ? String(text.split(separator: "/").last ?? "") : text
        return text.lowercased().split(separator: "/").map { String($0.split(separator: ":").last ?? $0) }
    }
}
