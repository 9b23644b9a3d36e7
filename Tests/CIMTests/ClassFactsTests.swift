import CIM
import Testing

/// Every class of the schema against the table of facts, member by member and value by value.
struct ClassFactsTests {
    /// What a table says of one class.
    struct ClassFacts: CustomTestStringConvertible, Sendable {
        let namespace: String
        let name: String
        let superclass: String
        let flags: [String]
        let isComplete: Bool
        let facts: FactList
        var names: [String] = []
        var members: [Member] = []

        var testDescription: String { "\(namespace):\(name)" }
    }

    /// A property, method or parameter, and its values.
    struct Member: Sendable {
        let columns: [String]
        var values: [CIMValueMap.Entry] = []
        var kind: String { columns[0] }
    }

    static let classes: [ClassFacts] = {
        var classes: [ClassFacts] = []
        for line in Facts("classes.tsv").lines {
            switch line[0] {
            case "class":
                classes.append(
                    ClassFacts(
                        namespace: line[1], name: line[2], superclass: line[3],
                        flags: line[4].split(separator: ",").map(String.init), isComplete: line[5] == "all",
                        facts: FactList(line.dropFirst(6))))
            case "names": classes[classes.count - 1].names = Array(line.dropFirst())
            case "value":
                let entry = CIMValueMap.Entry(value: line[1], name: line[2])
                classes[classes.count - 1].members[classes[classes.count - 1].members.count - 1].values.append(entry)
            default: classes[classes.count - 1].members.append(Member(columns: line))
            }
        }
        return classes
    }()

    /// A build that has every member there is.
    static let newest = CIMSchema(windowsBuild: WindowsBuild.known[WindowsBuild.known.count - 1])

    @Test func `The table has all 79 classes`() {
        #expect(Self.classes.count == 79)
    }

    @Test(arguments: classes)
    func `A class has the place in the model that the table gives it`(facts: ClassFacts) throws {
        let cimClass = try #require(Self.newest.namespace(facts.namespace)?.cimClass(CIMName(facts.name)))
        #expect(cimClass.name.spelling == facts.name)
        #expect(cimClass.superclass?.spelling ?? "-" == facts.superclass)
        #expect(cimClass.isAbstract == facts.flags.contains("abstract"))
        #expect(cimClass.isAssociation == facts.flags.contains("association"))
        let names = Set(cimClass.properties.map(\.name))
        let expected = Set(facts.names.map { CIMName($0) })
        if facts.isComplete {
            #expect(names == expected)
        } else {
            #expect(expected.subtracting(names) == [])
        }
    }

    @Test(arguments: classes)
    func `Each property is what the table says`(facts: ClassFacts) throws {
        let cimClass = try #require(Self.newest.namespace(facts.namespace)?.cimClass(CIMName(facts.name)))
        for member in facts.members where member.kind == "property" {
            let property = try #require(cimClass.property(CIMName(member.columns[1])), "\(member.columns[1])")
            let expected = FactList(member.columns.dropFirst(3))
            #expect(property.name.spelling == member.columns[1])
            #expect(property.factType == member.columns[2], "\(property.name)")
            #expect(property.isKey == expected.isTrue("Key"), "\(property.name)")
            #expect(property.isRequired == expected.isTrue("Required"), "\(property.name)")
            #expect(property.isWritable == expected.isTrue("Write"), "\(property.name)")
            #expect(property.defaultValue?.text == expected["Default"], "\(property.name)")
            #expect(property.valueMap.entries == member.values, "\(property.name)")
            let handled: Set = ["Key", "Required", "Write", "Default", "MinBuild", "MaxBuild"]
            #expect(expected.differences(from: property.qualifiers, except: handled) == [], "\(property.name)")
        }
    }

    @Test(arguments: classes)
    func `Each method has the signature and return codes of the table`(facts: ClassFacts) throws {
        let cimClass = try #require(Self.newest.namespace(facts.namespace)?.cimClass(CIMName(facts.name)))
        var parameters: [CIMParameter] = []
        for member in facts.members where member.kind != "property" {
            if member.kind == "parameter" {
                try check(member, parameters.removeFirst())
                continue
            }
            #expect(parameters.isEmpty)
            let method = try #require(cimClass.method(CIMName(member.columns[1])), "\(member.columns[1])")
            let expected = FactList(member.columns.dropFirst(3))
            parameters = method.parameters
            #expect(method.name.spelling == member.columns[1])
            #expect(method.declaringClass == cimClass.name)
            #expect(method.returnType.rawValue == member.columns[2], "\(method.name)")
            #expect(method.isStatic == expected.isTrue("Static"), "\(method.name)")
            #expect(method.returnValueMap.entries == member.values, "\(method.name)")
            let handled: Set = ["Static", "MinBuild", "MaxBuild"]
            #expect(expected.differences(from: method.qualifiers, except: handled) == [], "\(method.name)")
        }
        #expect(parameters.isEmpty)
    }

    private func check(_ facts: Member, _ parameter: CIMParameter) throws {
        let direction = parameter.isIn ? (parameter.isOut ? "inout" : "in") : "out"
        #expect(direction == facts.columns[1], "\(parameter.name)")
        #expect(parameter.name.spelling == facts.columns[2])
        #expect(parameter.factType == facts.columns[3], "\(parameter.name)")
        #expect(parameter.valueMap.entries == facts.values, "\(parameter.name)")
        let expected = FactList(facts.columns.dropFirst(4))
        #expect(expected.differences(from: parameter.qualifiers, except: []) == [], "\(parameter.name)")
    }

    @Test(arguments: WindowsBuild.known)
    func `A build of Windows has the classes and members that the table gives it, and no other`(
        build: WindowsBuild
    ) throws {
        let schema = CIMSchema(windowsBuild: build)
        for facts in Self.classes {
            let cimClass = schema.namespace(facts.namespace)?.cimClass(CIMName(facts.name))
            #expect((cimClass != nil) == facts.facts.isIn(build), "\(facts.namespace):\(facts.name)")
            guard let cimClass else { continue }
            for member in facts.members where member.kind != "parameter" {
                let name = CIMName(member.columns[1])
                let isThere = member.kind == "property" ? cimClass.property(name) != nil : cimClass.method(name) != nil
                let expected = FactList(member.columns.dropFirst(3)).isIn(build)
                #expect(isThere == expected, "\(facts.name).\(name)")
            }
        }
    }
}
