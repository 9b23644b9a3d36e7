internal import Client
internal import SOAP
internal import Usage

extension Session {
    /// What a fault or a number means; without one, a list of all faults.
    func explain() throws(Complaint) {
        guard let text = invocation.operands.first else {
            var table = TextTable(["FAULT", "NUMBER", "MEANING"])
            for code in FaultCode.known {
                let number = code.row.windowsCode.map(String.init) ?? ""
                table.add([FaultName(code).description, number, code.explanation.meaning], to: screen)
            }
            table.flush(to: screen)
            return
        }
        // A subcode says more than a number's name that is spelled alike.
        let named = FaultName.codes(text)
        if named.isEmpty, let status = HTTPStatus(text) { return show(status) }
        let number = named.isEmpty ? WindowsError(text) : nil
        let codes = number.map { number in FaultCode.known.filter { $0.row.windowsCode == number.number } } ?? named
        if let number { show(number, isAlone: codes.isEmpty) }
        for code in codes { show(code, number: number == nil) }
        guard codes.isEmpty, number?.symbol == nil, number?.other == nil else { return }
        let names = FaultCode.known.map { FaultName($0).description.split(separator: ":").last.map(String.init) ?? "" }
        throw .usage("'\(text)' is neither a fault nor a number that is known here.\(suggestion(for: text, in: names))")
    }

    private func show(_ number: WindowsError, isAlone: Bool) {
        let name = number.symbol ?? number.other?.name ?? ""
        screen.write(screen.colored("\(number.number)  \(number.hexadecimal)  \(name)", .bold) + "\n")
        guard isAlone else { return }
        if let explanation = number.explanation { show(explanation) }
    }

    private func show(_ status: HTTPStatus) {
        screen.write(screen.colored("HTTP \(status.number)  \(status.name)", .bold) + "\n")
        show(status.explanation)
    }

    private func show(_ code: FaultCode, number: Bool) {
        let row = code.row
        screen.write(screen.colored(FaultName(code).description, .bold) + "  (s:\(row.role.rawValue))\n")
        if number, let known = row.windowsCode {
            let error = WindowsError(known)
            screen.write("  \(known)  \(error.hexadecimal)  \(error.symbol ?? error.other?.name ?? "")\n")
        }
        show(code.explanation)
    }

    private func show(_ explanation: Explanation) {
        screen.write("  \(explanation.meaning)\n  \(screen.colored("Do:", .green)) \(explanation.remedy)\n")
    }
}
