import CIM
import Testing
import WSCIM
import WSMan
import XML

/// What the service writes, held against the schemas by xmllint.
struct ReplyTests {
    private static let namespaces: [CIMNamespace] = {
        let schema = CIMSchema()
        return schema.namespaces.compactMap(schema.namespace)
    }()

    @Test(arguments: namespaces.map(\.name))
    func `Instances and results of every class are valid`(name: String) throws {
        let namespace = try #require(CIMSchema().namespace(name))
        let samples = Samples(namespace: namespace)
        var validator = try Validator()
        for cimClass in namespace.classes {
            var documents = [true, false].map { isComplete in
                (
                    name: "\(cimClass.name)-\(isComplete ? "complete" : "empty")",
                    bytes: write { writer in
                        let instance = samples.instance(of: cimClass, isComplete: isComplete)
                        writer.instance(instance, family: .microsoft)
                    }
                )
            }
            for method in cimClass.methods {
                for (kind, outputs) in [("complete", samples.outputs(of: method)), ("empty", [:])] {
                    let bytes = write { writer in
                        writer.methodOutput(
                            method, of: cimClass, returnValue: samples.value(method.returnType), outputs: outputs,
                            family: .microsoft)
                    }
                    documents.append((name: "\(cimClass.name)-\(method.name)-\(kind)", bytes: bytes))
                }
            }
            let errors = try validator.errors(in: documents, schema: "\(namespace.name)/\(cimClass.name).xsd")
            #expect(errors.isEmpty, "\(errors)")
        }
    }

    @Test(arguments: [
        "20240506070809.123456+120", "20240506070809.000000+000", "00000001020304.000005:000",
        "00000000000000.000000:000", "99999999999999.999999:000", "20240506******.******+000",
        "********070809.000000+000", "2024050607****.******+000",
    ])
    func `Every form of a datetime is valid`(text: String) throws {
        var job = try completeJob()
        try job.set("ElapsedTime", .datetime(try CIMDateTime(cim: text)))
        #expect(try errors(in: write { $0.instance(job, family: .microsoft) }).isEmpty)
    }

    @Test func `A part of an instance that a base class knows is valid as one of the base class`() throws {
        let namespace = try #require(CIMSchema().namespace("root/virtualization/v2"))
        let base = try #require(namespace.cimClass("CIM_ConcreteJob"))
        let job = try completeJob()
        let bytes = write { $0.instance(job, shownAs: base, family: .microsoft) }
        #expect(try errors(in: bytes, className: "CIM_ConcreteJob").isEmpty)
    }

    // The schemas are no formality: each of these is found.

    @Test func `An instance without its key is not valid`() throws {
        let job = try completeJob()
        let text = String(decoding: write { $0.instance(job, family: .microsoft) }, as: UTF8.self)
        #expect(try errors(in: Array(removing("p:InstanceID", from: text).utf8)).contains("InstanceID"))
    }

    @Test func `A property that the class does not have is not valid`() throws {
        let job = try completeJob()
        let text = String(decoding: write { $0.instance(job, family: .microsoft) }, as: UTF8.self)
        let other = text.split(separator: "p:Caption", omittingEmptySubsequences: false).joined(separator: "p:Capture")
        #expect(try errors(in: Array(other.utf8)).contains("Capture"))
    }

    @Test func `Text where a number belongs is not valid`() throws {
        let job = try completeJob()
        let text = String(decoding: write { $0.instance(job, family: .microsoft) }, as: UTF8.self)
        let other = text.split(separator: "65535", omittingEmptySubsequences: false).joined(separator: "many")
        #expect(try errors(in: Array(other.utf8)).contains("'many'"))
    }

    private func completeJob() throws -> CIMInstance {
        let namespace = try #require(CIMSchema().namespace("root/virtualization/v2"))
        let cimClass = try #require(namespace.cimClass("Msvm_ConcreteJob"))
        return Samples(namespace: namespace).instance(of: cimClass, isComplete: true)
    }

    private func errors(in bytes: [UInt8], className: String = "Msvm_ConcreteJob") throws -> String {
        var validator = try Validator()
        return try validator.errors(
            in: [(name: "job", bytes: bytes)], schema: "root/virtualization/v2/\(className).xsd")
    }

    /// The text without the first element of this tag.
    private func removing(_ tag: String, from text: String) -> String {
        let parts = text.split(separator: "<\(tag)>", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return text }
        let rest = parts[1].split(separator: "</\(tag)>", maxSplits: 1, omittingEmptySubsequences: false)
        return String(parts[0] + (rest.last ?? ""))
    }

    private func write(_ body: (inout XMLWriter) -> Void) -> [UInt8] {
        var writer = XMLWriter()
        body(&writer)
        return writer.finish()
    }
}
