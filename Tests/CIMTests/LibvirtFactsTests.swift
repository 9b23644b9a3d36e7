import CIM
import Testing

/// libvirt's driver stops when a scalar property it knows is missing from an instance.
struct LibvirtFactsTests {
    @Test(arguments: Facts("libvirt.tsv").lines)
    func `A class has every property that libvirt reads`(line: [String]) throws {
        let cimClass = try #require(CIMSchema().namespace(line[0])?.cimClass(CIMName(line[1])))
        for column in line.dropFirst(2) {
            let parts = column.split(separator: ":").map(String.init)
            let property = try #require(cimClass.property(CIMName(parts[0])), "\(line[1]).\(parts[0])")
            #expect(property.isArray == parts[1].hasSuffix("[]"), "\(line[1]).\(parts[0])")
            #expect(property.factType == parts[1] || parts[1] == "string", "\(line[1]).\(parts[0])")
        }
    }
}
