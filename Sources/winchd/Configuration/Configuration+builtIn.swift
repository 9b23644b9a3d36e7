internal import Endpoint
internal import Jobs

extension Configuration {
    /// The simulated jobs that are there without any configuration, and the methods that start them.
    ///
    /// Written as a configuration, so that whoever wants to change one can copy it; `simulations: false` drops them all.
    static var builtIn: (templates: [JobTemplate], bindings: [MethodBinding]) {
        do {
            let (root, report) = try parse(Array(simulations.utf8), file: "the built-in simulations", classes: nil)
            let configuration = Configuration(root)
            precondition(report.problems.isEmpty, report.problems.joined(separator: "\n"))
            return (configuration.templates, configuration.bindings)
        } catch {
            preconditionFailure(error.sentence)
        }
    }

    /// Kept in the order of the namespaces.
    static let simulations = #"""
        {
          simulations: false,  // these are they
          templates: [
            {
              name: "export-collection-reference-point",
              namespace: "root/virtualization/v2", className: "Msvm_CollectionReferencePointExportJob",
              caption: "Exporting Reference Point", elementName: "Export Reference Point on Collection",
              description: "Exports the logs of a group of virtual machines to a directory.",
              parameters: [
                { name: "ReferencePointCollection" }, { name: "ReferencePointCollection.CollectionID" },
                { name: "ReferencePointCollection.VirtualSystemCollectionId" },
                { name: "ExportDirectory", default: "C:\\Exports" }, { name: "ExportSettingData" },
              ],
              properties: {
                CollectionId: "{ReferencePointCollection.VirtualSystemCollectionId}",
                ReferencePointGroupId: "{ReferencePointCollection.CollectionID}",
                VirtualMachineId: "5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01",
                ExportDirectory: "{ExportDirectory}",
                ExportedDisks: "Microsoft:5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01\\disk-0",
                ExportedLogFilePaths: "{ExportDirectory}\\disk-0.mrt",
                ExportedConfigFilePaths: "{ExportDirectory}\\5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01.vmcx",
                ExportedRuntimeFilePaths: "{ExportDirectory}\\5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01.vmrs",
                ExportedGuestStateFilePaths: "{ExportDirectory}\\5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01.vmgs",
              },
              runner: { simulated: { steps: [
                { percent: 10, status: "Preparing", duration: "1s" },
                { percent: 90, status: "Copying logs", duration: "3s" },
                { percent: 99, status: "Finishing", duration: "1s" },
              ] } },
            },
            {
              name: "export-reference-point",
              namespace: "root/virtualization/v2", className: "Msvm_VirtualSystemReferencePointExportJob",
              caption: "Exporting Reference Point", elementName: "Export Reference Point",
              description: "Exports the logs of one virtual machine to a directory.",
              parameters: [
                { name: "ReferencePoint" }, { name: "ReferencePoint.InstanceID" },
                { name: "ReferencePoint.VirtualSystemIdentifier" },
                { name: "ExportDirectory", default: "C:\\Exports" }, { name: "ExportSettingData" },
              ],
              properties: {
                ReferencePointId: "{ReferencePoint.InstanceID}",
                VirtualMachineId: "{ReferencePoint.VirtualSystemIdentifier}",
                ExportDirectory: "{ExportDirectory}",
                ExportedDisks: "Microsoft:{ReferencePoint.VirtualSystemIdentifier}\\disk-0",
                ExportedLogFilePaths: "{ExportDirectory}\\disk-0.mrt",
                ExportedConfigFilePath: "{ExportDirectory}\\{ReferencePoint.VirtualSystemIdentifier}.vmcx",
                ExportedRuntimeFilePath: "{ExportDirectory}\\{ReferencePoint.VirtualSystemIdentifier}.vmrs",
                ExportedGuestStateFilePath: "{ExportDirectory}\\{ReferencePoint.VirtualSystemIdentifier}.vmgs",
              },
              runner: { simulated: { steps: [
                { percent: 15, status: "Preparing", duration: "1s" },
                { percent: 99, status: "Copying logs", duration: "3s" },
              ] } },
            },
            {
              name: "export-virtual-machine",
              namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", jobType: 62,
              caption: "Exporting Virtual Machine", elementName: "Export Virtual Machine",
              description: "Exports a virtual machine to a directory.",
              parameters: [
                { name: "ComputerSystem" }, { name: "ComputerSystem.Name" },
                { name: "ExportDirectory", default: "C:\\Exports" }, { name: "ExportSettingData" },
              ],
              runner: { simulated: { steps: [
                { percent: 10, status: "Preparing", duration: "1s" },
                { percent: 95, status: "Copying disks", duration: "4s" },
                { percent: 99, status: "Finishing", duration: "1s" },
              ] } },
            },
            {
              name: "change-virtual-machine-state",
              namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", jobType: 0,
              caption: "Changing Virtual Machine State", elementName: "Change Virtual Machine State",
              description: "Takes a virtual machine to the state that was asked for.",
              parameters: [ { name: "RequestedState", required: true }, { name: "TimeoutPeriod" } ],
              effects: { EnabledState: "{RequestedState}" },
              runner: { simulated: { steps: [
                { state: "starting", percent: 0, status: "Waiting", duration: "500ms" },
                { percent: 99, status: "Changing state", duration: "1500ms" },
              ] } },
            },
            {
              name: "create-virtual-hard-disk",
              namespace: "root/virtualization/v2", className: "Msvm_StorageJob", jobType: 1,
              caption: "Creating Virtual Hard Disk", elementName: "VHD Creation",
              description: "Creates a virtual hard disk.",
              parameters: [ { name: "VirtualDiskSettingData" } ],
              properties: { JobCompletionStatusCode: "0" },
              runner: { simulated: { steps: [
                { percent: 99, status: "Creating", duration: "3s" },
              ] } },
            },
            {
              name: "migrate-virtual-machine",
              namespace: "root/virtualization/v2", className: "Msvm_MigrationJob", jobType: 305,
              caption: "Moving Virtual Machine", elementName: "Moving Virtual Machine",
              description: "Moves a running virtual machine to another host.",
              parameters: [
                { name: "ComputerSystem" }, { name: "ComputerSystem.Name" }, { name: "DestinationHost" },
                { name: "MigrationSettingData" }, { name: "NewSystemSettingData" }, { name: "NewResourceSettingData" },
              ],
              properties: {
                MigrationType: "32768", VirtualSystemName: "{ComputerSystem.Name}", DestinationHost: "{DestinationHost}",
              },
              runner: { simulated: { steps: [
                { percent: 5, status: "Checking compatibility", duration: "1s" },
                { percent: 90, status: "Copying memory", duration: "4s" },
                { percent: 99, status: "Switching over", duration: "1s" },
              ] } },
            },
            {
              name: "failing-job",
              namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", jobType: 62,
              caption: "Exporting Virtual Machine", elementName: "Export Virtual Machine",
              description: "Fails after two seconds, so that a client can show what it makes of it.",
              runner: { simulated: {
                steps: [ { percent: 40, status: "Copying disks", duration: "2s" } ],
                outcome: "exception", errorCode: 32768, errorDescription: "The disk is full.",
              } },
            },

            {
              name: "cluster-export-collection-reference-point",
              namespace: "root/HyperVCluster/v2", className: "Msvm_CollectionReferencePointExportJob",
              caption: "Exporting Reference Point", elementName: "Export Reference Point on Collection",
              description: "Exports the logs of a group of the cluster's virtual machines to a directory.",
              parameters: [
                { name: "ReferencePointCollection" }, { name: "ReferencePointCollection.CollectionID" },
                { name: "ReferencePointCollection.VirtualSystemCollectionId" },
                { name: "ExportDirectory", default: "C:\\ClusterStorage\\Exports" }, { name: "ExportSettingData" },
              ],
              properties: {
                CollectionId: "{ReferencePointCollection.VirtualSystemCollectionId}",
                ReferencePointGroupId: "{ReferencePointCollection.CollectionID}",
                VirtualMachineId: "8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02",
                ExportDirectory: "{ExportDirectory}",
                ExportedDisks: "Microsoft:8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02\\disk-0",
                ExportedLogFilePaths: "{ExportDirectory}\\disk-0.mrt",
                ExportedConfigFilePaths: "{ExportDirectory}\\8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02.vmcx",
                ExportedRuntimeFilePaths: "{ExportDirectory}\\8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02.vmrs",
              },
              runner: { simulated: { steps: [
                { percent: 10, status: "Preparing", duration: "1s" },
                { percent: 99, status: "Copying logs", duration: "4s" },
              ] } },
            },
            {
              name: "cluster-create-collection-reference-point",
              namespace: "root/HyperVCluster/v2", className: "Msvm_ConcreteJob", jobType: 205,
              caption: "Creating Reference Point", elementName: "Create Reference Point on Collection",
              description: "Creates a reference point of a group of the cluster's virtual machines.",
              parameters: [
                { name: "Collection" }, { name: "ReferencePointSettings" }, { name: "ReferencePointType" },
                { name: "ResultingReferencePointCollection" },
              ],
              runner: { simulated: { steps: [
                { percent: 99, status: "Creating", duration: "2s" },
              ] } },
            },
            {
              name: "cluster-migrate-virtual-machine",
              namespace: "root/HyperVCluster/v2", className: "Msvm_MigrationJob", jobType: 305,
              caption: "Moving Virtual Machine", elementName: "Moving Virtual Machine",
              description: "Moves a virtual machine to another node of the cluster.",
              parameters: [ { name: "VirtualSystemName" }, { name: "DestinationHost" } ],
              properties: {
                MigrationType: "32768", VirtualSystemName: "{VirtualSystemName}", DestinationHost: "{DestinationHost}",
              },
              runner: { simulated: { steps: [
                { percent: 90, status: "Copying memory", duration: "4s" },
                { percent: 99, status: "Switching over", duration: "1s" },
              ] } },
            },

            {
              name: "provision-machine",
              namespace: "root/MSPS", className: "Msps_ProvisioningJob",
              caption: "Provisioning", elementName: "Provision Machine",
              description: "Provisions a shielded virtual machine.",
              parameters: [ { name: "PDKPath" }, { name: "FSKPath" }, { name: "MachineID", required: true } ],
              runner: { simulated: { steps: [
                { state: "starting", percent: 5, duration: "1s" },
                { percent: 99, duration: "4s" },
              ] } },
            },

            {
              name: "iscsi-create-virtual-disk",
              namespace: "root/CIMv2/Storage/iScsiTarget", className: "MSISCSITARGET_ConcreteJob",
              caption: "Creating iSCSI Virtual Disk", elementName: "Create iSCSI Virtual Disk",
              description: "Creates and clears a virtual disk of the iSCSI target.",
              parameters: [ { name: "DevicePath", default: "C:\\iSCSIVirtualDisks\\disk.vhdx" } ],
              runner: { simulated: { steps: [
                { percent: 99, status: "Clearing", duration: "4s" },
              ] } },
            },
          ],
          bindings: [
            { namespace: "root/virtualization/v2", className: "Msvm_CollectionReferencePointService",
              method: "ExportReferencePoint", template: "export-collection-reference-point" },
            { namespace: "root/virtualization/v2", className: "Msvm_VirtualSystemReferencePointService",
              method: "ExportReferencePoint", template: "export-reference-point" },
            { namespace: "root/virtualization/v2", className: "Msvm_VirtualSystemManagementService",
              method: "ExportSystemDefinition", template: "export-virtual-machine" },
            { namespace: "root/virtualization/v2", className: "Msvm_ComputerSystem",
              method: "RequestStateChange", template: "change-virtual-machine-state" },
            { namespace: "root/virtualization/v2", className: "Msvm_ImageManagementService",
              method: "CreateVirtualHardDisk", template: "create-virtual-hard-disk" },
            { namespace: "root/virtualization/v2", className: "Msvm_VirtualSystemMigrationService",
              method: "MigrateVirtualSystemToHost", template: "migrate-virtual-machine" },
            { namespace: "root/HyperVCluster/v2", className: "Msvm_CollectionReferencePointService",
              method: "ExportReferencePoint", template: "cluster-export-collection-reference-point" },
            { namespace: "root/HyperVCluster/v2", className: "Msvm_CollectionReferencePointService",
              method: "CreateReferencePoint", template: "cluster-create-collection-reference-point" },
            { namespace: "root/MSPS", className: "Msps_ProvisioningService",
              method: "ProvisionMachine", template: "provision-machine", instanceIDParameter: "MachineID" },
          ],
        }
        """#
}
