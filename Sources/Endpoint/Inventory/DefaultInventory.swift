internal import CIM

/// What a client finds to point at when the configuration names no inventory of its own: MOF, one text a namespace.
///
/// `{HostName}` is this host's name. Properties that this Windows build does not know are left out.
enum DefaultInventory {
    static func texts(hostName: String, _ build: WindowsBuild) -> [InventoryText] {
        [
            ("root/virtualization/v2", virtualization), ("root/HyperVCluster/v2", cluster), ("root/MSPS", provisioning),
            ("root/cimv2", host),
        ].map { namespace, mof in
            InventoryText(
                namespace: namespace,
                mof: mof.replacing("{HostName}", with: hostName).replacing("{WindowsBuild}", with: "\(build.number)"),
                source: "built-in inventory of \(namespace)")
        }
    }

    private static let virtualization = """
        instance of Msvm_ComputerSystem {
            CreationClassName = "Msvm_ComputerSystem"; Name = "{HostName}"; ElementName = "{HostName}";
            Caption = "Hosting Computer System"; Description = "Microsoft Hosting Computer System";
            EnabledState = 2; RequestedState = 12; HealthState = 5; OperationalStatus = {2}; EnabledDefault = 2;
            StatusDescriptions = {"Operating normally"}; NumberOfNumaNodes = 1; ReplicationState = 0; ReplicationHealth = 0;
        };
        instance of Msvm_ComputerSystem {
            CreationClassName = "Msvm_ComputerSystem"; Name = "5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01";
            ElementName = "web"; Caption = "Virtual Machine"; Description = "Microsoft Virtual Machine";
            EnabledState = 3; RequestedState = 12; HealthState = 5; OperationalStatus = {2}; EnabledDefault = 3;
            StatusDescriptions = {"Operating normally"}; NumberOfNumaNodes = 1; ReplicationState = 0; ReplicationHealth = 0;
            AvailableRequestedStates = {2}; OnTimeInMilliseconds = 0; ProcessID = 0;
        };
        instance of Msvm_ComputerSystem {
            CreationClassName = "Msvm_ComputerSystem"; Name = "8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02";
            ElementName = "database"; Caption = "Virtual Machine"; Description = "Microsoft Virtual Machine";
            EnabledState = 2; RequestedState = 12; HealthState = 5; OperationalStatus = {2}; EnabledDefault = 2;
            StatusDescriptions = {"Operating normally"}; NumberOfNumaNodes = 1; ReplicationState = 0; ReplicationHealth = 0;
            AvailableRequestedStates = {3, 11}; OnTimeInMilliseconds = 86400000; ProcessID = 4242;
        };
        instance of Msvm_VirtualSystemCollection {
            InstanceID = "Microsoft:C0113C70-0000-4000-8000-000000000001";
            CollectionID = "C0113C70-0000-4000-8000-000000000001"; ElementName = "shop";
            Caption = "Virtual System Collection"; ReplicationState = 0;
        };
        instance of Msvm_ReferencePointCollection {
            InstanceID = "Microsoft:4EFE4E2C-0000-4000-8000-000000000001";
            CollectionID = "4EFE4E2C-0000-4000-8000-000000000001";
            VirtualSystemCollectionId = "C0113C70-0000-4000-8000-000000000001"; ElementName = "shop - nightly";
            ReferencePointType = 2; ConsistencyLevel = 1; HasAssociatedLog = FALSE;
        };
        instance of Msvm_VirtualSystemReferencePoint {
            InstanceID = "Microsoft:4EFE4E2C-0000-4000-8000-000000000011";
            VirtualSystemIdentifier = "5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01"; ElementName = "web - nightly";
            ReferencePointType = 1; ConsistencyLevel = 1; HasAssociatedData = TRUE;
        };
        instance of Msvm_ReferencePointOfVirtualSystemCollection {
            Antecedent = "Msvm_VirtualSystemCollection.CollectionID='C0113C70-0000-4000-8000-000000000001'";
            Dependent = "Msvm_ReferencePointCollection.CollectionID='4EFE4E2C-0000-4000-8000-000000000001',VirtualSystemCollectionId='C0113C70-0000-4000-8000-000000000001'";
        };
        instance of Msvm_CollectedReferencePoints {
            Collection = "Msvm_ReferencePointCollection.CollectionID='4EFE4E2C-0000-4000-8000-000000000001',VirtualSystemCollectionId='C0113C70-0000-4000-8000-000000000001'";
            Member = "Msvm_VirtualSystemReferencePoint.InstanceID='Microsoft:4EFE4E2C-0000-4000-8000-000000000011',VirtualSystemIdentifier='5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01'";
        };
        \(services(
            "Msvm_CollectionReferencePointService", "Msvm_VirtualSystemReferencePointService",
            "Msvm_CollectionManagementService", "Msvm_CollectionSnapshotService", "Msvm_VirtualSystemSnapshotService",
            "Msvm_VirtualSystemManagementService", "Msvm_ImageManagementService", "Msvm_VirtualSystemMigrationService",
            "Msvm_GuestFileService", system: "Msvm_ComputerSystem"))
        """

    private static let cluster = """
        instance of Msvm_ReferencePointCollection {
            InstanceID = "Microsoft:4EFE4E2C-0000-4000-8000-000000000101";
            CollectionID = "4EFE4E2C-0000-4000-8000-000000000101";
            VirtualSystemCollectionId = "C0113C70-0000-4000-8000-000000000101"; ElementName = "cluster - nightly";
            ReferencePointType = 2; ConsistencyLevel = 1; HasAssociatedLog = FALSE;
        };
        \(services("Msvm_CollectionReferencePointService", system: "Msvm_ComputerSystem"))
        """

    private static let provisioning = "instance of Msps_ProvisioningService { };"

    private static let host = """
        instance of Win32_ComputerSystemProduct {
            Caption = "Computer System Product"; Description = "Computer System Product"; Name = "Virtual Machine";
            IdentifyingNumber = "0000-0000-0000-0001"; UUID = "7A3C9D10-2F4E-4B6A-8C1D-5E0F9A7B3C21"; Vendor = "Winch";
            Version = "1.0";
        };
        instance of Win32_OperatingSystem {
            CreationClassName = "Win32_OperatingSystem"; CSCreationClassName = "Win32_ComputerSystem"; CSName = "{HostName}";
            Name = "Microsoft Windows Server|C:\\\\Windows|\\\\Device\\\\Harddisk0\\\\Partition1"; Caption = "Microsoft Windows Server";
            Version = "10.0.{WindowsBuild}"; BuildNumber = "{WindowsBuild}"; BuildType = "Multiprocessor Free"; OSType = 18;
            OSArchitecture = "64-bit"; Primary = TRUE; ProductType = 3; Status = "OK"; NumberOfProcesses = 120;
            TotalVisibleMemorySize = 16777216; FreePhysicalMemory = 8388608; SystemDrive = "C:"; Manufacturer = "Microsoft Corporation";
        };
        instance of Win32_ComputerSystem {
            CreationClassName = "Win32_ComputerSystem"; Name = "{HostName}"; DNSHostName = "{HostName}"; Caption = "{HostName}";
            Domain = "WORKGROUP"; DomainRole = 2; Manufacturer = "Winch"; Model = "Virtual Machine"; Status = "OK";
            NumberOfProcessors = 1; NumberOfLogicalProcessors = 4; SystemType = "x64-based PC"; TotalPhysicalMemory = 17179869184;
        };
        instance of Win32_Processor {
            CreationClassName = "Win32_Processor"; DeviceID = "CPU0"; SystemCreationClassName = "Win32_ComputerSystem";
            SystemName = "{HostName}"; Name = "Virtual CPU"; Caption = "x64 Family 6"; Description = "x64 Family 6";
            Manufacturer = "Winch"; MaxClockSpeed = 2400; CurrentClockSpeed = 2400; NumberOfCores = 4; Architecture = 9;
            NumberOfLogicalProcessors = 4; AddressWidth = 64; DataWidth = 64; SocketDesignation = "CPU 0"; Status = "OK";
            LoadPercentage = 0; Role = "CPU"; ProcessorType = 3; CpuStatus = 1; Availability = 3;
        };
        """

    /// The singletons that management methods are called on, one a class.
    private static func services(_ classes: String..., system: String) -> String {
        classes.map { name in
            """
            instance of \(name) {
                SystemCreationClassName = "\(system)"; SystemName = "{HostName}"; CreationClassName = "\(name)";
                Name = "\(name.replacing("Msvm_", with: ""))"; ElementName = "\(name)"; EnabledState = 2; RequestedState = 12;
                HealthState = 5; OperationalStatus = {2}; StatusDescriptions = {"OK"}; Started = TRUE;
            };
            """
        }.joined(separator: "\n")
    }
}
