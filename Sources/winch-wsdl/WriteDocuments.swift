internal import CIM
internal import Glibc
internal import WSDL

/// Writes the generated part of the folder `wsdl`; `make wsdl` calls it. Not part of what is installed.
@main
struct WriteDocuments {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 1, let folder = arguments.first, !folder.hasPrefix("-") else {
            fail("usage: winch-wsdl FOLDER\nWrites the XSD and WSDL documents of all classes below FOLDER.", code: 2)
        }
        for document in Document.all(of: CIMSchema()) {
            let path = "\(folder)/\(document.path)"
            makeFolder(of: path)
            write(document.bytes, to: path)
        }
    }

    /// Makes the folder of a file and all above it.
    private static func makeFolder(of path: String) {
        for index in path.indices.dropFirst() where path[index] == "/" {
            let folder = String(path[..<index])
            if mkdir(folder, 0o777) != 0, errno != EEXIST { fail("cannot make the folder \(folder): \(reason)") }
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "w") else { fail("cannot write \(path): \(reason)") }
        let count = fwrite(bytes, 1, bytes.count, file)
        if fclose(file) != 0 || count != bytes.count { fail("cannot write \(path): \(reason)") }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func fail(_ message: String, code: Int32 = 1) -> Never {
        let text = Array("winch-wsdl: \(message)\n".utf8)
        _ = Glibc.write(STDERR_FILENO, text, text.count)
        exit(code)
    }
}
