public import Endpoint
public import Jobs

/// A few simulated jobs with round figures, for tests that move the clock.
public enum TestTemplates {
    public static let all = [
        JobTemplate(
            name: "export", namespace: "root/virtualization/v2", className: "Msvm_CollectionReferencePointExportJob",
            caption: "Export", description: "Exporting a reference point", elementName: "Export",
            parameters: [
                JobParameter(name: "ExportDirectory"), JobParameter(name: "ReferencePointCollection.CollectionID"),
            ],
            runner: simulated(seconds: 4),
            properties: [
                "ExportDirectory": ["{ExportDirectory}"], "CollectionId": ["{ReferencePointCollection.CollectionID}"],
            ]),
        JobTemplate(
            name: "state", namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", jobType: 4,
            caption: "State change", parameters: [JobParameter(name: "RequestedState", isRequired: true)],
            runner: simulated(seconds: 2), effects: ["EnabledState": "{RequestedState}"]),
        JobTemplate(
            name: "failing", namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob", jobType: 0,
            runner: .simulated(
                SimulatedSpecification(
                    steps: [.init(percent: 50, status: "Working", duration: .seconds(2))],
                    outcome: .exception(code: 32770, description: "The disk is not there.")))),
        JobTemplate(
            name: "stubborn", namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob",
            runner: simulated(seconds: 2), cancellable: false),
        JobTemplate(
            name: "provision", namespace: "root/MSPS", className: "Msps_ProvisioningJob",
            parameters: [JobParameter(name: "MachineID", isRequired: true)], runner: simulated(seconds: 2)),
        JobTemplate(
            name: "iscsi", namespace: "root/CIMv2/Storage/iScsiTarget", className: "MSISCSITARGET_ConcreteJob",
            runner: simulated(seconds: 2)),
    ]

    public static let bindings = [
        MethodBinding(
            namespace: "root/virtualization/v2", className: "Msvm_CollectionReferencePointService",
            method: "ExportReferencePoint", template: "export"),
        MethodBinding(
            namespace: "root/virtualization/v2", className: "Msvm_ComputerSystem", method: "RequestStateChange",
            template: "state"),
        MethodBinding(
            namespace: "root/MSPS", className: "Msps_ProvisioningService", method: "ProvisionMachine",
            template: "provision", instanceIDParameter: "MachineID"),
    ]

    private static func simulated(seconds: Int) -> RunnerSpecification {
        .simulated(
            SimulatedSpecification(steps: [
                .init(percent: 50, status: "Preparing", duration: .seconds(seconds) / 2),
                .init(percent: 100, status: "Working", duration: .seconds(seconds) / 2),
            ]))
    }
}
