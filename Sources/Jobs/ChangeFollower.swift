public import Platform
internal import SQLite

/// Somebody who follows the change log over restarts: how far it has come, and what it has to say about itself.
public struct ChangeFollower: Sendable, Hashable {
    public var identifier: String
    /// Whatever the follower needs to be what it was. It may hold secrets: the store's files are for their owner alone.
    public var definition: [UInt8]
    /// The number of the last change it has dealt with.
    public var cursor: Int64
    /// Changes it has lost in all.
    public var lost: Int64
    public var expires: Timestamp

    public init(identifier: String, definition: [UInt8], cursor: Int64, lost: Int64 = 0, expires: Timestamp) {
        self.identifier = identifier
        self.definition = definition
        self.cursor = cursor
        self.lost = lost
        self.expires = expires
    }
}

extension JobEngine {
    /// What happened to jobs, for those who want to know.
    public var changes: ChangeLog { store.changes }

    /// All who follow the log, those included whose time is over.
    public func followers() throws(JobError) -> [ChangeFollower] {
        try store.readers.read { (connection) throws(SQLiteError) in
            try connection.statement("SELECT identifier, definition, cursor, lost, expires FROM followers").all {
                ChangeFollower(
                    identifier: $0.text(0), definition: $0.blob(1), cursor: $0.integer(2), lost: $0.integer(3),
                    expires: Timestamp(microseconds: $0.integer(4)))
            }
        }
    }

    /// Keeps a new follower; durable when this returns.
    public func follow(_ follower: ChangeFollower) throws(JobError) {
        try store.writer.write { (transaction) throws(JobError) in try transaction.keep(follower) }
    }

    /// Forgets a follower; durable when this returns.
    public func unfollow(_ identifier: String) throws(JobError) {
        try store.writer.write { (transaction) throws(JobError) in try transaction.forget(identifier) }
    }

    /// Forgets followers, and returns at once.
    public func unfollowLater(_ identifiers: [String]) {
        store.writer.enqueue { (transaction) throws(JobError) in
            for identifier in identifiers { try transaction.forget(identifier) }
        } completion: { [log] error in
            if let error, error != .stopped {
                log.log(.warning, "a follower of the change log is not forgotten: \(error)")
            }
        }
    }

    /// Gives a follower more time; durable when this returns.
    public func extend(_ identifier: String, until expires: Timestamp) throws(JobError) {
        try store.writer.write { (transaction) throws(JobError) in try transaction.extend(identifier, until: expires) }
    }

    /// Writes down how far followers have come. Returns at once: what a crash undoes is dealt with again.
    public func advance(_ places: [(identifier: String, cursor: Int64, lost: Int64)]) {
        store.writer.enqueue { (transaction) throws(JobError) in
            for place in places { try transaction.advance(place.identifier, to: place.cursor, lost: place.lost) }
        } completion: { [log] error in
            if let error, error != .stopped { log.log(.warning, "places in the change log are not kept: \(error)") }
        }
    }
}

extension JobTransaction {
    fileprivate func keep(_ follower: ChangeFollower) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement("INSERT OR REPLACE INTO followers VALUES (?, ?, ?, ?, ?)").run([
                .text(follower.identifier), .blob(follower.definition), .integer(follower.cursor),
                .integer(follower.lost), .integer(follower.expires.microseconds),
            ])
        }
    }

    fileprivate func forget(_ identifier: String) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement("DELETE FROM followers WHERE identifier = ?").run([.text(identifier)])
        }
    }

    fileprivate func extend(_ identifier: String, until expires: Timestamp) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement("UPDATE followers SET expires = ? WHERE identifier = ?").run([
                .integer(expires.microseconds), .text(identifier),
            ])
        }
    }

    fileprivate func advance(_ identifier: String, to cursor: Int64, lost: Int64) throws(JobError) {
        try run { () throws(SQLiteError) in
            try connection.statement("UPDATE followers SET cursor = ?, lost = ? WHERE identifier = ?").run([
                .integer(cursor), .integer(lost), .text(identifier),
            ])
        }
    }
}
