import Jobs
import Testing

struct TemplateTests {
    private func complaint(_ change: (inout JobTemplate) -> Void) -> String? {
        var template = JobTemplate.process("/bin/true", ["--in={Input}"], parameters: [JobParameter(name: "Input")])
        change(&template)
        do throws(JobError) {
            try template.validate()
            return nil
        } catch { return error.description }
    }

    private func processComplaint(_ change: (inout ProcessSpecification) -> Void) -> String? {
        complaint { template in
            guard case .process(var process) = template.runner else { return }
            change(&process)
            template.runner = .process(process)
        }
    }

    private func complaint(steps: [SimulatedSpecification.Step]) -> String? {
        complaint { $0.runner = .simulated(SimulatedSpecification(steps: steps)) }
    }

    @Test func `A sound template has no complaint`() { #expect(complaint { _ in } == nil) }

    @Test func `An unknown placeholder is found, and the known ones are named`() throws {
        let text = try #require(complaint { $0.effects = ["State": "{Output}"] })
        #expect(text.contains("unknown placeholder {Output} in \"{Output}\"") && text.contains("Input, InstanceID"))
        #expect(complaint { $0.caption = "{nothing" } == nil)
        #expect(complaint { $0.caption = "{{Output} {\"a\": 1} {} {INSTANCEID} {input}" } == nil)
        #expect(processComplaint { $0.arguments.append("{x}") } != nil)
        #expect(complaint { $0.properties = ["P": ["ok", "{x}"]] } != nil)
    }

    @Test func `The program is a path of the configuration alone`() {
        #expect(processComplaint { $0.program = "true" }?.contains("absolute path") == true)
        #expect(processComplaint { $0.program = "/bin/{Input}" }?.contains("a client would choose") == true)
        #expect(processComplaint { $0.workingDirectory = "tmp" }?.contains("absolute path") == true)
        #expect(processComplaint { $0.environment = ["A=B": ""] } != nil)
        #expect(processComplaint { $0.outputLimit = -1 } != nil)
    }

    @Test func `Parameters that would share a variable are refused`() {
        #expect(JobParameter(name: "Export.Directory-1").environmentName == "WINCH_PARAM_EXPORT_DIRECTORY_1")
        #expect(complaint { $0.parameters += [JobParameter(name: "INPUT")] }?.contains("declared twice") == true)
        #expect(
            complaint { $0.parameters += [JobParameter(name: "a.b"), JobParameter(name: "a_b")] }?
                .contains("share the variable WINCH_PARAM_A_B") == true)
    }

    @Test func `Numbers out of range are refused`() {
        #expect(complaint { $0.timeout = .zero } != nil)
        #expect(complaint { $0.gracePeriod = .seconds(-1) } != nil)
        #expect(complaint { $0.maximumConcurrent = 0 } != nil)
        #expect(complaint { $0.jobType = 65536 } != nil)
        #expect(complaint { $0.timeBeforeRemoval = .seconds(-1) } != nil)
        #expect(complaint(steps: [.init(percent: 101, duration: .zero)]) != nil)
        #expect(complaint(steps: [.init(percent: 1, duration: .seconds(-1))]) != nil)
        #expect(complaint(steps: [.init(state: .suspended, percent: 1, duration: .zero)])?.contains("step 1") == true)
        #expect(
            complaint { $0.runner = .simulated(.init(steps: [], outcome: .exception(code: 0, description: ""))) } != nil
        )
    }

    @Test func `Two templates of one name keep the engine from starting`() throws {
        let workshop = try Workshop()
        let error = #expect(throws: JobError.self) { try workshop.engine([.simulated("a"), .simulated("A")]) }
        #expect(error?.description.contains("there are two of that name") == true)
    }
}
