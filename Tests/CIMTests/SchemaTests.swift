import CIM
import Glibc
import Testing

/// The classes that are part of the program.
struct SchemaTests {
    @Test(arguments: WindowsBuild.known)
    func `Every namespace can be read for every build of Windows`(build: WindowsBuild) throws {
        for name in CIMSchema(windowsBuild: build).namespaces {
            _ = try CIMNamespace(name: name, mof: CIMSchema.mof(of: name), windowsBuild: build)
        }
    }

    @Test func `There are six namespaces, found in any case and with either slash`() {
        let schema = CIMSchema()
        #expect(
            schema.namespaces == [
                "root/cimv2", "root/CIMv2/Storage/iScsiTarget", "root/HyperVCluster/v2", "root/MSPS",
                "root/virtualization/v2", "root/winch",
            ])
        #expect(schema.namespace(#"ROOT\Virtualization\V2"#)?.name == "root/virtualization/v2")
        #expect(schema.namespace("Root/msps")?.name == "root/MSPS")
        #expect(schema.namespace("root/nothing") == nil)
        #expect(schema.namespace("") == nil)
    }

    @Test func `A class is one object for all who ask`() throws {
        let first = try #require(CIMSchema().namespace("root/MSPS")?.cimClass("CIM_Job"))
        let second = try #require(CIMSchema().namespace("ROOT\\msps")?.cimClass("cim_job"))
        #expect(first === second)
        let other = try #require(CIMSchema(windowsBuild: .known[0]).namespace("root/MSPS")?.cimClass("CIM_Job"))
        #expect(first !== other)
    }

    @Test func `Every MOF text beside the sources is in the program, byte for byte`() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let folder = "\(root)/Sources/CIM/Schema"
        var files: [String: [UInt8]] = [:]
        for space in entries(of: folder) {
            for file in entries(of: "\(folder)/\(space)") {
                files["\(space)/\(file)"] = Facts.bytes(of: "\(folder)/\(space)/\(file)")
            }
        }
        var embedded: [String: [UInt8]] = [:]
        for name in CIMSchema().namespaces {
            let space = name.split(separator: "/").dropFirst().joined(separator: "-")
            let short = space.split(separator: "-").last.map { $0 == "iScsiTarget" ? String($0) : space } ?? space
            for source in CIMSchema.mof(of: name) { embedded["\(short)/\(source.file)"] = source.bytes }
        }
        #expect(!files.isEmpty)
        #expect(Set(files.keys) == Set(embedded.keys))
        for (name, bytes) in files { #expect(embedded[name] == bytes, "\(name)") }
    }

    private func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    @Test(arguments: [
        ("root/virtualization/v2", "CIM_ConcreteJob", 6), ("root/virtualization/v2", "CIM_Job", 6),
        ("root/HyperVCluster/v2", "CIM_ConcreteJob", 3), ("root/CIMv2/Storage/iScsiTarget", "CIM_Job", 1),
    ])
    func `The job classes are siblings below CIM_ConcreteJob`(name: String, base: String, count: Int) throws {
        let namespace = try #require(CIMSchema().namespace(name))
        let jobs = namespace.subclasses(of: CIMName(base), includingSelf: false).filter { !$0.isAbstract }
        #expect(jobs.count == count)
        for job in jobs {
            #expect(job.superclass == "CIM_ConcreteJob")
            #expect(job.keys.map(\.name) == ["InstanceID"])
        }
    }

    @Test func `Services and machines have the keys of WMI`() throws {
        let namespace = try #require(CIMSchema().namespace("root/virtualization/v2"))
        let services = namespace.subclasses(of: "CIM_Service", includingSelf: false)
        #expect(services.count > 10)
        for service in services {
            #expect(
                service.keys.map(\.name) == ["CreationClassName", "Name", "SystemCreationClassName", "SystemName"],
                "\(service.name)")
        }
        #expect(namespace.cimClass("Msvm_ComputerSystem")?.keys.map(\.name) == ["CreationClassName", "Name"])
        #expect(namespace.cimClass("Msvm_ComputerSystem")?.isA("CIM_ComputerSystem") == true)
        let provisioning = try #require(CIMSchema().namespace("root/MSPS")?.cimClass("Msps_ProvisioningService"))
        #expect(provisioning.keys.isEmpty && provisioning.properties.isEmpty)
        let windows = try #require(CIMSchema().namespace("root/cimv2"))
        #expect(windows.cimClass("Win32_OperatingSystem")?.keys.isEmpty == true)
        #expect(windows.cimClass("Win32_ComputerSystem")?.keys.map(\.name) == ["Name"])
        #expect(windows.cimClass("Win32_Processor")?.keys.map(\.name) == ["DeviceID"])
        #expect(
            windows.cimClass("Win32_ComputerSystemProduct")?.keys.map(\.name)
                == ["IdentifyingNumber", "Name", "Version"])
    }

    @Test func `Every class that can have instances has keys or is the only one of its kind`() {
        let embedded: Set<CIMName> = [
            "CIM_Error", "Msvm_Error", "Msvm_VirtualMachineToDisks", "Msvm_CompatibilityVector", "CIM_InstMethodCall",
        ]
        let schema = CIMSchema(windowsBuild: .known[WindowsBuild.known.count - 1])
        for name in schema.namespaces {
            for cimClass in schema.namespace(name)?.classes ?? [] where !cimClass.isAbstract {
                let isFound = !cimClass.keys.isEmpty || cimClass.qualifiers.isTrue("Singleton")
                #expect(isFound || embedded.contains(cimClass.name), "\(name):\(cimClass.name)")
            }
        }
    }

    @Test func `MigrationStateList comes with build 28000`() throws {
        for build in WindowsBuild.known {
            let job = CIMSchema(windowsBuild: build).namespace("root/virtualization/v2")?.cimClass("Msvm_MigrationJob")
            #expect((job?.property("MigrationStateList") != nil) == (build.number >= 28000))
        }
    }

    @Test func `Winch_JobService starts any job and reads its output`() throws {
        let namespace = try #require(CIMSchema().namespace("root/winch"))
        let service = try #require(namespace.cimClass("Winch_JobService"))
        let start = try #require(service.method("StartJob"))
        #expect(start.parameters.map(\.name) == ["Template", "Arguments", "Job"])
        #expect(start.returnValueMap.name(of: 4096) == "Method Parameters Checked - Job Started")
        let output = try #require(service.method("GetOutput"))
        #expect(output.parameters.filter(\.isIn).map(\.name) == ["Job", "Stream", "Offset", "Length"])
        #expect(output.parameters.filter(\.isOut).map(\.name) == ["Output", "NextOffset", "TotalLength"])
        #expect(namespace.cimClass("Winch_JobTemplate")?.keys.map(\.name) == ["Name"])
    }

    @Test func `A build is known by its number`() {
        #expect(WindowsBuild(number: 20348) == .server2022)
        #expect(WindowsBuild(number: 14393)?.name == "Windows 10 1607 / Server 2016")
        #expect(WindowsBuild(number: 12345) == nil)
        #expect(WindowsBuild.known == WindowsBuild.known.sorted())
    }
}
