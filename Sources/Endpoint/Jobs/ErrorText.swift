internal import CIM
internal import WSCIM

/// Msvm_VirtualSystemManagementService.FormatError: the errors that GetError and GetErrorEx hand out, as one text for people.
enum ErrorText {
    /// 0 with ErrorMessage, a line an error; 32773 when one of them is no Msvm_Error in CIM-XML.
    static func format(_ call: MethodCall) -> MethodResult {
        guard case .array(let errors)? = call.arguments["Errors"] else {
            return MethodResult(returnValue: .uint32(32773))
        }
        var lines: [String] = []
        for error in errors.elements {
            guard let instance = instance(error, in: call.namespace), instance.cimClass.isA("Msvm_Error"),
                case .string(let message)? = instance["Message"]
            else { return MethodResult(returnValue: .uint32(32773)) }
            if case .string(let code)? = instance["MessageID"] {
                lines.append("\(message) (\(code))")
            } else {
                lines.append(message)
            }
        }
        return MethodResult(
            returnValue: .uint32(0), outputs: ["ErrorMessage": .string(lines.joined(separator: "\n"))])
    }

    /// In either form in which a client may send it.
    private static func instance(_ value: CIMValue, in namespace: CIMNamespace) -> CIMInstance? {
        switch value {
        case .instance(let instance): instance
        case .string(let text): try? CIMXML.instance(text, in: namespace)
        default: nil
        }
    }
}
