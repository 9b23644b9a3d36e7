internal import Endpoint
internal import Jobs
internal import Usage

extension Configuration {
    /// Templates of the file, each in the place of one with the same name.
    mutating func readTemplates(_ root: ConfigurationSection) {
        var names: [String] = []
        for section in root.sections("templates") ?? [] {
            let template = Configuration.template(section)
            section.report.classes?.check(template, in: section)
            let name = template.name.lowercased()
            if names.contains(name) {
                section.complain("name", "there are two templates named \"\(template.name)\"; names must differ")
            }
            names.append(name)
            templates.removeAll { $0.name.lowercased() == name }
            templates.append(template)
        }
    }

    /// Bindings of the file, each in the place of one for the same method.
    mutating func readBindings(_ root: ConfigurationSection) {
        for section in root.sections("bindings") ?? [] {
            let binding = MethodBinding(
                namespace: section.requiredText(
                    "namespace", "where the class lives, such as \"root/virtualization/v2\""),
                className: section.requiredText("className", "the class that has the method"),
                method: section.requiredText("method", "the method that starts the job"),
                template: section.requiredText("template", "the name of the template to run"),
                instanceIDParameter: section.text("instanceIDParameter"))
            section.finish()
            section.report.classes?.check(binding, in: section)
            let isKnown = templates.contains { $0.name.lowercased() == binding.template.lowercased() }
            if !isKnown, !binding.template.isEmpty {
                let names = templates.map(\.name)
                section.complain(
                    "template",
                    "there is no template named \"\(binding.template)\".\(suggestion(for: binding.template, in: names))"
                )
            }
            bindings.removeAll { $0.names == binding.names }
            bindings.append(binding)
        }
    }

    private static func template(_ section: ConfigurationSection) -> JobTemplate {
        let day = Duration.seconds(86_400)
        var template = JobTemplate(
            name: section.requiredText("name", "what the template is called"),
            namespace: section.requiredText(
                "namespace", "the namespace of its jobs, such as \"root/virtualization/v2\""),
            className: section.requiredText("className", "the class of its jobs, such as \"Msvm_ConcreteJob\""),
            runner: runner(section))
        template.jobType = section.integer("jobType", in: 0...65_535)
        section.text("caption").map { template.caption = $0 }
        section.text("description").map { template.description = $0 }
        section.text("elementName").map { template.elementName = $0 }
        template.parameters = (section.sections("parameters") ?? []).map(parameter)
        template.timeout = section.duration("timeout", in: .milliseconds(1)...(day * 365))
        section.duration("gracePeriod", in: .zero...day).map { template.gracePeriod = $0 }
        section.flag("cancellable").map { template.cancellable = $0 }
        section.duration("timeBeforeRemoval", in: .zero...(day * 3650)).map { template.timeBeforeRemoval = $0 }
        section.flag("deleteOnCompletion").map { template.deleteOnCompletion = $0 }
        section.integer("priority", in: 0...Int(Int32.max)).map { template.priority = $0 }
        template.notify = section.text("notify")
        section.integer("recoveryAction", in: 0...5).map { template.recoveryAction = $0 }
        template.recovery = recovery(section.section("recovery"))
        section.textsMap("properties").map { template.properties = $0 }
        section.textMap("effects").map { template.effects = $0 }
        template.maximumConcurrent = section.integer("maximumConcurrent", in: 1...1_000_000)
        template.statusTexts = statusTexts(section)
        section.finish()
        // What the engine knows of templates beyond their form: placeholders that exist, texts that fit.
        if !section.report.hasProblems(below: section.path) {
            do { try template.validate() } catch { section.report.complain(at: section.path, error.description) }
        }
        return template
    }

    private static func recovery(_ section: ConfigurationSection) -> JobRecovery {
        let day = Duration.seconds(86_400)
        var recovery = JobRecovery(template: section.text("template"))
        section.integer("reruns", in: 0...1_000_000).map { recovery.reruns = $0 }
        section.duration("backOff", in: .milliseconds(1)...day).map { recovery.backOff = $0 }
        section.duration("longestBackOff", in: .milliseconds(1)...day).map { recovery.longestBackOff = $0 }
        section.finish()
        return recovery
    }

    private static func parameter(_ section: ConfigurationSection) -> JobParameter {
        defer { section.finish() }
        return JobParameter(
            name: section.requiredText("name", "what the method, or the caller of StartJob, calls it"),
            isRequired: section.flag("required") ?? false, defaultValues: section.textOrTexts("default") ?? [])
    }

    /// The texts of JobStatus by state.
    private static func statusTexts(_ section: ConfigurationSection) -> [JobState: String] {
        var texts: [JobState: String] = [:]
        for (name, text) in section.textMap("statusTexts") ?? [:] {
            if let state = JobState.allCases.first(where: { "\($0)" == name }) {
                texts[state] = text
            } else {
                let states = JobState.allCases.map { "\($0)" }
                section.complain("statusTexts", "'\(name)' is not a state. States: \(states.joined(separator: ", "))")
            }
        }
        return texts
    }

    // MARK: - Runners

    private static func runner(_ template: ConfigurationSection) -> RunnerSpecification {
        let runner = template.section("runner")
        let process = runner.section("process")
        let simulated = runner.section("simulated")
        runner.finish()
        if process.isPresent == simulated.isPresent {
            let problem =
                process.isPresent
                ? "both 'process' and 'simulated' are there; keep one" : "expected process: { … } or simulated: { … }"
            template.complain("runner", problem)
        }
        return process.isPresent ? .process(processSpecification(process)) : .simulated(simulation(simulated))
    }

    private static func processSpecification(_ section: ConfigurationSection) -> ProcessSpecification {
        var process = ProcessSpecification(
            program: section.requiredText("program", "the absolute path of the program to run"))
        if !process.program.isEmpty, !process.program.hasPrefix("/") {
            section.complain("program", "expected an absolute path, got \"\(process.program)\"; PATH is not searched")
        }
        section.texts("arguments").map { process.arguments = $0 }
        section.textMap("environment").map { process.environment = $0 }
        process.workingDirectory = section.text("workingDirectory")
        if let directory = process.workingDirectory, !directory.hasPrefix("/") {
            section.complain("workingDirectory", "expected an absolute path, got \"\(directory)\"")
        }
        process.user = section.text("user")
        section.integer("outputLimit", in: 0...1_073_741_824).map { process.outputLimit = $0 }
        section.finish()
        return process
    }

    private static func simulation(_ section: ConfigurationSection) -> SimulatedSpecification {
        let steps = (section.sections("steps") ?? []).map(step)
        if section.isPresent, steps.isEmpty {
            section.report.complain(
                at: section.path, "'steps' is missing: at least one { percent: 50, status: \"…\", duration: \"1s\" }")
        }
        let outcome = section.choice(
            "outcome",
            [
                ("completed", SimulatedSpecification.Outcome.completed),
                ("completedWithWarnings", .completedWithWarnings),
                ("terminated", .terminated),
                ("exception", .exception(code: 32768, description: "The simulated job failed.")),
            ])
        let code = section.integer("errorCode", in: 1...65_535)
        let description = section.text("errorDescription")
        var specification = SimulatedSpecification(steps: steps, outcome: outcome ?? .completed)
        if case .exception(let usualCode, let usualText) = specification.outcome {
            specification.outcome = .exception(code: code ?? usualCode, description: description ?? usualText)
        } else if code != nil || description != nil {
            section.report.complain(
                at: section.path, "'errorCode' and 'errorDescription' belong to the outcome \"exception\"")
        }
        section.finish()
        return specification
    }

    private static func step(_ section: ConfigurationSection) -> SimulatedSpecification.Step {
        defer { section.finish() }
        let states: [JobState] = [.starting, .running, .queryPending, .shuttingDown]
        return SimulatedSpecification.Step(
            state: section.choice("state", states.map { ("\($0)", $0) }),
            percent: section.integer("percent", in: 0...100) ?? 0, status: section.text("status") ?? "",
            duration: section.duration("duration", in: .zero...Duration.seconds(31_536_000)) ?? .seconds(1))
    }
}

extension MethodBinding {
    /// Which method this is about, compared as CIM compares names.
    fileprivate var names: [String] { [namespace, className, method].map { $0.lowercased() } }
}
