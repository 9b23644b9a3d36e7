internal import Client

extension WindowsError {
    /// What methods of jobs return, by DMTF (CIM_ConcreteJob) and, from 32768 on, by Hyper-V (Msvm_ConcreteJob).
    var returnValue: (name: String, explanation: Explanation)? {
        switch number {
        case 4096:
            (
                "Method Parameters Checked - Job Started",
                Explanation("The work goes on in a job.", "Follow the job that the output Job names: winch watch.")
            )
        case 4097, 32775:
            (
                number == 4097 ? "Invalid State Transition" : "Invalid State",
                Explanation("The job is in no state in which it can do that.", "Look at its JobState: winch get.")
            )
        case 4098:
            (
                "Use of Timeout Parameter Not Supported",
                Explanation("TimeoutPeriod is not supported.", "Leave TimeoutPeriod out.")
            )
        case 4099, 32774:
            (number == 4099 ? "Busy" : "System in Use", Explanation("It is at something else.", "Ask again later."))
        case 32768: ("Failed", Explanation("It failed.", "See the error of the job: winch error."))
        case 32769: ("Access Denied", Explanation("The user may not do this.", "Give it the right, or use another."))
        case 32770:
            ("Not Supported", Explanation("This, or TimeoutPeriod, is not supported.", "Leave TimeoutPeriod out."))
        case 32771: ("Unknown", Explanation("How it ended is not known.", "Look at what it was to do."))
        case 32772: ("Timeout", Explanation("It took longer than it may.", "Give it more time, or less to do."))
        case 32773:
            ("Invalid Parameter", Explanation("A parameter is wrong.", "Compare names and types with the class."))
        default: nil
        }
    }
}
