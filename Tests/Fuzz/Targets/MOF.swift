internal import CIM

/// A text in MOF: the classes of a namespace of its own, or instances of the classes of jobs. An error has its place in the text,
/// and the path of an instance is read as it was written.
func tryMOF(_ bytes: [UInt8]) {
    let source = MOFSource(file: "fuzz.mof", bytes: bytes)
    let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    do throws(MOFError) {
        let namespace = try CIMNamespace(name: "root/fuzz", mof: [source])
        for cimClass in namespace.classes {
            check(namespace.cimClass(cimClass.name) === cimClass, "the class \(cimClass.name) is not found")
            check(!cimClass.superclasses.contains(cimClass.name), "\(cimClass.name) is its own ancestor")
        }
    } catch {
        check((1...lines).contains(error.line) && error.column > 0, "there is no place \(error)")
    }
    do throws(MOFError) {
        for instance in try virtualization.instances(mof: source) {
            let path = instance.path
            let again = try? CIMObjectPath(parsing: path.text).typed(as: instance.cimClass)
            check(again == path, "the path is written as \(path.text), which is another path")
        }
        _ = try? virtualization.instances(mof: source, skippingUnknown: true)
    } catch {
        check((1...lines).contains(error.line) && error.column > 0, "there is no place \(error)")
    }
}
