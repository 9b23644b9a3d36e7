internal import SQLite

extension JobStore {
    /// The job of that name: from memory, else by one query.
    func job(_ key: JobKey) throws(JobError) -> Job? {
        if let cached = cache.job(key) { return cached.job }
        let generation = cache.generation
        let found = try readers.read { (connection) throws(SQLiteError) in
            try connection.statement(composed: JobStore.selectByKey)
                .first([.text(key.instanceID), .text(key.namespace)], JobRow.job)
        }
        if let found { cache.keep(StoredJob(found), ifStill: generation) }
        return found
    }

    /// Up to `limit` jobs in order of rowID, after `after` and not beyond `through`.
    func jobs(_ selection: JobSelection, after: Int64, through: Int64, limit: Int) throws(JobError) -> [Job] {
        guard limit > 0 else { return [] }
        if let instanceID = selection.instanceID {
            let job = try job(JobKey(namespace: selection.namespace, instanceID: instanceID))
            guard let job, job.rowID > after, job.rowID <= through, selection.admits(job) else { return [] }
            return [job]
        }
        return try readers.read { (connection) throws(SQLiteError) in
            // Each part's page in the order of its index, merged: the cost is that of the page, not of what lies between.
            var merged: [Job] = []
            let conditions = selection.conditions(forCount: false)
            for (condition, values) in conditions {
                merged += try connection.statement(
                    composed: JobRow.select + " WHERE \(condition) AND id > ? AND id <= ? ORDER BY id LIMIT ?"
                ).all(values + [.integer(after), .integer(through), .integer(Int64(limit))], JobRow.job)
            }
            guard conditions.count > 1 else { return merged }
            return Array(merged.sorted { $0.rowID < $1.rowID }.prefix(limit))
        }
    }

    /// How many jobs the selection holds up to `through`.
    func count(_ selection: JobSelection, through: Int64) throws(JobError) -> Int {
        if selection.instanceID != nil { return try jobs(selection, after: 0, through: through, limit: 1).count }
        return try readers.read { (connection) throws(SQLiteError) in
            var total = 0
            for (condition, values) in selection.conditions(forCount: true) {
                total +=
                    try connection.statement(composed: "SELECT count(*) FROM jobs WHERE \(condition) AND id <= ?")
                    .first(values + [.integer(through)]) { Int($0.integer(0)) } ?? 0
            }
            return total
        }
    }

    /// Jobs in a state, in order of rowID.
    func jobs(in state: JobState, after: Int64, limit: Int) throws(JobError) -> [Job] {
        try readers.read { (connection) throws(SQLiteError) in
            try connection.statement(composed: JobRow.select + " WHERE state = ? AND id > ? ORDER BY id LIMIT ?")
                .all([SQLiteValue(state.rawValue), .integer(after), .integer(Int64(limit))], JobRow.job)
        }
    }

    /// When the next ended job is to be removed, in microseconds since 1970.
    func nextRemoval() throws(JobError) -> Int64? {
        try readers.read { (connection) throws(SQLiteError) in
            try connection.statement("SELECT min(removal) FROM jobs WHERE removal IS NOT NULL").first {
                $0.optionalInteger(0)
            } ?? nil
        }
    }

    func elementState(_ element: String) throws(JobError) -> [String: String] {
        let pairs = try readers.read { (connection) throws(SQLiteError) in
            try connection.statement("SELECT property, value FROM element_states WHERE element = ?")
                .all([.text(element)]) { ($0.text(0), $0.text(1)) }
        }
        return Dictionary(pairs) { _, last in last }
    }

    private static let selectByKey = JobRow.select + " WHERE instance_id = ? AND namespace = ?"
}

extension JobSelection {
    /// WHERE clauses that select all of it without overlap, each answered by a single index in order of rowID.
    ///
    /// A unary plus keeps SQLite from choosing the other index, which would have to sort.
    /// A count needs no order, and the index on class holds all it asks for.
    fileprivate func conditions(forCount: Bool) -> [(sql: String, values: [SQLiteValue])] {
        if let element { return [condition(of: element)] }
        let classes = classNames.map { Set($0.map(\.foldedASCII)).sorted() }
        switch (state, classes) {
        case (let state?, let classes?):
            guard !classes.isEmpty else { return [] }
            let marks = Array(repeating: "?", count: classes.count).joined(separator: ", ")
            return [
                (
                    "state = ? AND +namespace = ? AND +class IN (\(marks))",
                    [SQLiteValue(state.rawValue), .text(namespace)] + classes.map(SQLiteValue.text)
                )
            ]
        case (let state?, nil):
            return [("state = ? AND +namespace = ?", [SQLiteValue(state.rawValue), .text(namespace)])]
        case (nil, let classes?):
            return classes.map { ("namespace = ? AND class = ?", [.text(namespace), .text($0)]) }
        case (nil, nil): return [(forCount ? "namespace = ?" : "+namespace = ?", [.text(namespace)])]
        }
    }

    /// By the element's index, whose entries are in order of rowID; what else is asked is held against the rows found.
    private func condition(of element: JobElement) -> (sql: String, values: [SQLiteValue]) {
        var sql: String
        var values: [SQLiteValue]
        switch element {
        case .target(let path): (sql, values) = ("target = ? COLLATE NOCASE", [.text(path)])
        case .origin(let path): (sql, values) = ("origin = ? COLLATE NOCASE", [.text(path)])
        }
        sql += " AND +namespace = ?"
        values.append(.text(namespace))
        if let state {
            sql += " AND +state = ?"
            values.append(SQLiteValue(state.rawValue))
        }
        if let classes = classNames.map({ Set($0.map(\.foldedASCII)).sorted() }) {
            sql += " AND +class IN (\(Array(repeating: "?", count: classes.count).joined(separator: ", ")))"
            values += classes.map(SQLiteValue.text)
        }
        return (sql, values)
    }

    fileprivate func admits(_ job: Job) -> Bool {
        (state.map { $0 == job.state } ?? true)
            && (classNames.map { names in names.contains { $0.isEqualIgnoringCase(to: job.className) } } ?? true)
    }
}
