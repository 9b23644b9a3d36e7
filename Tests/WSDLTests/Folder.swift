import Glibc

/// The committed folder `wsdl`, found from where this file lies.
enum Folder {
    static let path: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/wsdl"
    }()

    /// The content of a file; nil when there is none.
    static func bytes(of file: String) -> [UInt8]? {
        guard let handle = fopen("\(path)/\(file)", "r") else { return nil }
        defer { fclose(handle) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, handle), count > 0 { content += chunk[..<count] }
        return content
    }

    /// Every file below `folder`, as paths from `wsdl`.
    static func files(below folder: String = "") -> Set<String> {
        guard let directory = opendir("\(path)/\(folder)") else { return [] }
        defer { closedir(directory) }
        var files: Set<String> = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if entry.pointee.d_type == UInt8(DT_DIR) {
                files.formUnion(self.files(below: path))
            } else {
                files.insert(path)
            }
        }
        return files
    }
}
