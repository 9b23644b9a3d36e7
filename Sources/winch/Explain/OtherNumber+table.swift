internal import Client

extension WindowsError {
    /// Numbers of Windows, WMI and the methods of jobs that are not WinRM's: the name, and what they mean here.
    var other: (name: String, explanation: Explanation)? {
        switch number {
        case 5, 0x8007_0005:
            ("ERROR_ACCESS_DENIED", Explanation("The user may not do this.", "Use another user or give it the right."))
        case 87, 0x8007_0057:
            ("ERROR_INVALID_PARAMETER", Explanation("A parameter is wrong.", "Compare names and types with the class."))
        case 2, 0x8007_0002:
            (
                "ERROR_FILE_NOT_FOUND",
                Explanation("A file, key or service is not there.", "Check paths on the server's side.")
            )
        case 1326, 0x8007_052E:
            ("ERROR_LOGON_FAILURE", Explanation("Unknown user or wrong password.", "Check both, and the domain."))
        case 1722, 0x8007_06BA:
            (
                "RPC_S_SERVER_UNAVAILABLE",
                Explanation("A service behind WinRM does not answer.", "Is WMI running there?")
            )
        case 0x8004_1001: ("WBEM_E_FAILED", Explanation("A WMI provider failed.", "See the server's event log."))
        case 0x8004_1002: ("WBEM_E_NOT_FOUND", Explanation("No such instance.", "List what there is with enumerate."))
        case 0x8004_1003:
            ("WBEM_E_ACCESS_DENIED", Explanation("WMI does not let this user.", "Give rights on the WMI namespace."))
        case 0x8004_1008:
            ("WBEM_E_INVALID_PARAMETER", Explanation("WMI got a wrong parameter.", "Compare with the class."))
        case 0x8004_100E: ("WBEM_E_INVALID_NAMESPACE", Explanation("No such CIM namespace.", "Check --namespace."))
        case 0x8004_1010:
            (
                "WBEM_E_INVALID_CLASS",
                Explanation("No such class in this namespace.", "Check its spelling and --namespace.")
            )
        case 0x8004_1017:
            ("WBEM_E_INVALID_QUERY", Explanation("The WQL query is wrong.", "Check its syntax and names."))
        case 0x8004_1032: ("WBEM_E_CALL_CANCELLED", Explanation("The call was cancelled.", "Ask again."))
        case 0x8004_106C:
            (
                "WBEM_E_QUOTA_VIOLATION",
                Explanation("A WMI quota is used up.", "Close other clients, or raise the quota.")
            )
        default: returnValue
        }
    }
}
