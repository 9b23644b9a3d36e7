internal import SOAP
internal import WSMan

/// A resource as people write it, with the aliases that Windows' own tools expand.
///
///     Msvm_ConcreteJob?InstanceID=7B1F…      wmi/root/cimv2/Win32_Service?Name=winrm      winrm/config
struct Resource: Equatable {
    let target: Target

    /// - Parameters:
    ///   - text: an alias and a path, a CIM namespace and a class, a class alone, or a whole URI; then `?` and keys.
    ///   - namespace: the CIM namespace of a class alone.
    ///   - isNamespaceGiven: whether that was asked for: the DMTF's URIs then say it too.
    init(_ text: String, namespace: String, isNamespaceGiven: Bool = false) throws(Complaint) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let path = parts.first, !path.isEmpty else { throw .usage("A resource is empty; give a class or a URI.") }
        let uri = ResourceURI(Self.uri(path, namespace: namespace))
        var selectors = parts.count == 2 ? try Self.selectors(parts[1]) : []
        if uri.family == .dmtf, isNamespaceGiven {
            selectors.append(Selector(SelectorSet.cimNamespace, .text(namespace)))
        }
        do {
            target = Target(resourceURI: uri, selectors: try SelectorSet(selectors))
        } catch {
            throw .usage("'\(text)': \(error.reason)")
        }
    }

    /// MS-WSMV's tools expand these before anything is sent (wsman.cmd, the WSMan cmdlets).
    private static func uri(_ path: String, namespace: String) -> String {
        guard !path.contains("://") else { return path }
        let path = path.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/")
        let microsoft = "http://schemas.microsoft.com/wbem/wsman/1"
        let (head, tail) = split(path)
        switch head.lowercased() {
        case "wmi": return tail.map { "\(microsoft)/wmi/\($0)" } ?? "\(microsoft)/wmi/\(namespace)/*"
        case "wmicimv2": return "\(microsoft)/wmi/root/cimv2/\(tail ?? "*")"
        case "cimv2":
            return tail == nil || tail == "*"
                ? ResourceURI.dmtf(className: nil).text : ResourceURI.dmtf(className: tail).text
        case "winrm", "wsman": return tail.map { "\(microsoft)/\($0)" } ?? microsoft
        case "shell": return "\(microsoft)/windows/shell" + (tail.map { "/\($0)" } ?? "")
        case "root" where tail != nil: return "\(microsoft)/wmi/\(path)"
        default: return "\(microsoft)/wmi/\(namespace)/\(path)"
        }
    }

    private static func split(_ path: String) -> (head: String, tail: String?) {
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil)
    }

    /// `A=1+B=2`: a plus sign parts two keys only where a name and `=` follow, for values may hold one.
    static func selectors(_ text: String) throws(Complaint) -> [Selector] {
        var pieces: [String] = []
        for part in text.split(separator: "+", omittingEmptySubsequences: false).map(String.init) {
            let name = part.prefix { $0 != "=" }
            let isKey =
                name.count < part.count && !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            if isKey || pieces.isEmpty { pieces.append(part) } else { pieces[pieces.count - 1] += "+" + part }
        }
        return try pieces.map { piece throws(Complaint) in
            let (name, value) = try assignment(piece, "a key")
            return Selector(name, .text(unquoted(value)))
        }
    }

    private static func unquoted(_ text: String) -> String {
        text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    }
}

/// `NAME=VALUE`.
func assignment(_ text: String, _ what: String) throws(Complaint) -> (name: String, value: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw .usage("'\(text)' is not \(what): write NAME=VALUE.")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}
