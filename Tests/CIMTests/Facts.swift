import CIM
import Glibc

/// A table of facts under `Facts/`: lines of columns separated by tabs; lines that begin with `#` explain it.
struct Facts {
    let lines: [[String]]

    init(_ file: String, beside path: String = #filePath) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let text = String(decoding: Self.bytes(of: "\(folder)/Facts/\(file)"), as: UTF8.self)
        lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    static func bytes(of path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }
}

/// `MaxLen=64`, `ModelCorrespondence=CIM_Job.RunDay|CIM_Job.RunMonth`: what a table says of a class or member.
struct FactList {
    private let values: [String: String]

    init(_ columns: some Sequence<String>) {
        var values: [String: String] = [:]
        for column in columns {
            let parts = column.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    func isTrue(_ name: String) -> Bool { values[name] == "true" }

    func build(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    func isIn(_ build: WindowsBuild) -> Bool {
        // 19045 has the schema of 19041.
        let number = build.number == 19045 ? 19041 : build.number
        return number >= self.build("MinBuild") ?? 0 && number <= self.build("MaxBuild") ?? .max
    }

    /// What the table says and the qualifiers do not, as `name: expected …, found …`.
    func differences(from qualifiers: CIMQualifiers, except known: Set<String>) -> [String] {
        values.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.compactMap { name, expected in
            let found = Self.text(qualifiers[CIMName(name)])
            return found == expected ? nil : "\(name): expected \(expected), found \(found ?? "nothing")"
        }
    }

    private static func text(_ value: CIMValue?) -> String? {
        guard case .array(let array)? = value else { return value?.text }
        // A vertical bar inside an element is written as a backslash.
        return array.elements.map { $0.text.split(separator: "|").joined(separator: "\\") }.joined(separator: "|")
    }
}

extension CIMProperty {
    /// The type as the tables write it: `uint16[]`, `CIM_Job REF`, `CIM_Error` for an object.
    var factType: String {
        typeText(type, isArray, referenceClass, isObject ? embeddedClass : nil)
    }
}

extension CIMParameter {
    var factType: String {
        typeText(type, isArray, referenceClass, isObject ? embeddedClass : nil)
    }
}

private func typeText(_ type: CIMType, _ isArray: Bool, _ reference: CIMName?, _ object: CIMName?) -> String {
    let name = reference.map { "\($0) REF" } ?? object?.spelling ?? type.rawValue
    return isArray ? "\(name)[]" : name
}
