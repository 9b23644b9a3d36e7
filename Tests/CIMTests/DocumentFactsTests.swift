import CIM
import Testing

/// The five class documents, property by property and value by value.
struct DocumentFactsTests {
    struct Document: CustomTestStringConvertible, Sendable {
        let heading: [String]
        var lines: [[String]] = []

        var testDescription: String { "\(heading[1]) \(heading[2]):\(heading[3])" }
    }

    static let documents: [Document] = {
        var documents: [Document] = []
        for line in Facts("documents.tsv").lines {
            if line[0] == "class" {
                documents.append(Document(heading: line))
            } else {
                documents[documents.count - 1].lines.append(line)
            }
        }
        return documents
    }()

    private func cimClass(_ document: Document, _ build: WindowsBuild = .server2022) throws -> CIMClass {
        let namespace = try #require(CIMSchema(windowsBuild: build).namespace(document.heading[2]))
        return try #require(namespace.cimClass(CIMName(document.heading[3])))
    }

    @Test func `There are five documents`() {
        #expect(Self.documents.map { $0.heading[1] } == ["000", "001", "002", "003", "004"])
        #expect(Self.documents.map { $0.lines.filter { $0[0] == "property" }.count } == [30, 21, 41, 39, 0])
        #expect(Self.documents[4].lines.count == 54)
    }

    @Test(arguments: documents)
    func `The class stands where the document puts it, with exactly its members`(document: Document) throws {
        let cimClass = try cimClass(document)
        if document.heading[4] != "-" { #expect(cimClass.superclass?.spelling == document.heading[4]) }
        #expect(cimClass.isAbstract == (document.heading[6] == "abstract"))
        let properties = cimClass.properties.filter {
            document.heading[5] == "all" || $0.declaringClass == cimClass.name
        }
        let members = document.lines.filter { $0[0] == "member" }
        let expected =
            document.lines.filter { $0[0] == "property" }.map { $0[1] }
            + members.filter { $0[2] != "method" }.map { $0[1] }
        #expect(Set(properties.map(\.name.spelling)) == Set(expected))
        let methods =
            document.lines.filter { $0[0] == "method" }.map { $0[1] }
            + members.filter { $0[2] == "method" }.map { $0[1] }
        #expect(Set(cimClass.methods.map(\.name.spelling)) == Set(methods))
    }

    @Test(arguments: documents)
    func `Each property has the type, access, default and qualifiers of the document`(document: Document) throws {
        let cimClass = try cimClass(document)
        for line in document.lines where line[0] == "property" {
            let property = try #require(cimClass.property(CIMName(line[1])), "\(line[1])")
            #expect(property.factType == line[2], "\(line[1])")
            #expect(property.isWritable == (line[3] == "write"), "\(line[1])")
            #expect(property.defaultValue?.text ?? "-" == line[4], "\(line[1])")
            let declaring = property.declaringClass == cimClass.name ? "-" : property.declaringClass.spelling
            #expect(declaring == line[5], "\(line[1])")
            #expect(FactList(line.dropFirst(6)).differences(from: property.qualifiers, except: []) == [], "\(line[1])")
        }
    }

    @Test(arguments: documents)
    func `Each property means the values that the document lists, in its order`(document: Document) throws {
        let cimClass = try cimClass(document)
        var values: [String: [String]] = [:]
        var property = ""
        for line in document.lines {
            switch line[0] {
            case "property": property = line[1]
            case "value": values[property, default: []].append("\(line[1])=\(line[2])")
            case "range": values[property, default: []].append("..=\(line[1])")
            default: break
            }
        }
        for line in document.lines where line[0] == "property" {
            let entries = try #require(cimClass.property(CIMName(line[1]))).valueMap.entries.map { entry in
                "\(entry.value.hasRange ? ".." : entry.value)=\(entry.name)"
            }
            #expect(entries == values[line[1]] ?? [], "\(line[1])")
        }
    }

    @Test(arguments: [26100, 22621, 20348, 19045, 17763, 14393])
    func `The export job has the members that the table of builds gives it`(number: Int) throws {
        let build = try #require(WindowsBuild(number: number))
        let document = Self.documents[4]
        let cimClass = try cimClass(document, build)
        var expected: Set<String> = []
        for line in document.lines {
            #expect(line.count >= 8)
            guard line.dropFirst(3).contains(String(number)) else { continue }
            expected.insert(line[1])
            if line[2] != "method" {
                // The table prints the type of an array's elements.
                #expect(cimClass.property(CIMName(line[1]))?.type.rawValue == line[2], "\(line[1])")
            }
        }
        let names = cimClass.properties.map(\.name.spelling) + cimClass.methods.map(\.name.spelling)
        #expect(Set(names) == expected)
        #expect(expected.contains("ExportedGuestStateFilePaths") == (number != 14393))
    }
}

extension String {
    /// Whether a value of a map is a range: "..", "0x8000..", "13..32767".
    fileprivate var hasRange: Bool {
        let bytes = Array(utf8)
        return bytes.indices.dropLast().contains {
            bytes[$0] == UInt8(ascii: ".") && bytes[$0 + 1] == UInt8(ascii: ".")
        }
    }
}
