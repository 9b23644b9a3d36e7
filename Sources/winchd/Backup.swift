internal import Jobs

/// `winchd backup FILE`: the job store as it is at this moment, whether or not winchd serves.
func backUp(to file: String, _ invocation: Invocation) throws(Complaint) {
    let data = invocation.single(.data)?.text ?? DataFiles.defaultDirectory
    do throws(JobError) {
        let copy = try JobStore.backUp(data, to: file)
        say("\(file) holds the \(copy.jobs) jobs of \(data). Their output is not in it.")
    } catch {
        throw .failure(error.description)
    }
}

/// `winchd restore FILE`: a backup takes the place of the job store, which is kept.
func restore(from file: String, _ invocation: Invocation) throws(Complaint) {
    let data = invocation.single(.data)?.text ?? DataFiles.defaultDirectory
    do throws(JobError) {
        let directory = try DataDirectory(data)
        try directory.lock()
        let copy = try JobStore.restore(file, into: directory)
        say("\(data) holds the \(copy.jobs) jobs of \(file).")
        if let former = copy.former { say("The store that was there is kept as \(former).") }
        if copy.begun > 0 {
            say(
                "\(copy.begun) of them had begun and not ended. They are looked for when winchd starts; none is begun again."
            )
        }
        say("Jobs that waited when the backup was made will run, also those that have run since.")
    } catch {
        throw .failure(error.description)
    }
}
