internal import Platform
internal import SQLite

/// Changes as bytes: of each the columns of `JobRow` before it, and those that are different after.
///
///     kind, [columns before], [number of differences, (column, value)…]      a modification
///     kind, [columns]                                                        a creation or a removal
///
/// Columns that a later version adds come last; in older records they are missing, and read as NULL.
struct ChangeRecord {
    private(set) var bytes: [UInt8] = []

    private enum Kind: UInt8 {
        case creation = 1
        case removal = 2
        case modification = 3
    }

    init() { bytes.reserveCapacity(4096) }

    mutating func append(_ change: JobChange) {
        switch (change.previous.map(JobRow.values), change.current.map(JobRow.values)) {
        case (nil, let after?):
            bytes.append(Kind.creation.rawValue)
            append(row: after)
        case (let before?, nil):
            bytes.append(Kind.removal.rawValue)
            append(row: before)
        case (let before?, let after?):
            bytes.append(Kind.modification.rawValue)
            append(row: before)
            let different = after.indices.filter { after[$0] != before[$0] }
            append(number: UInt64(different.count))
            for column in different {
                append(number: UInt64(column))
                append(after[column])
            }
        case (nil, nil): break  // there is no such change
        }
    }

    private mutating func append(row: [SQLiteValue]) {
        append(number: UInt64(row.count))
        for value in row { append(value) }
    }

    private mutating func append(_ value: SQLiteValue) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let integer):
            bytes.append(1)
            append(number: UInt64(bitPattern: integer << 1 ^ integer >> 63))
        case .text(var text):
            text.withUTF8 { utf8 in
                // Short texts are most: their length goes with the tag.
                if utf8.count < 250 {
                    bytes.append(UInt8(utf8.count + 4))
                } else {
                    bytes.append(2)
                    append(number: UInt64(utf8.count))
                }
                bytes.append(contentsOf: utf8)
            }
        case .real, .blob: preconditionFailure("no column of a job holds one")
        }
    }

    /// Seven bits an octet, the lowest first.
    private mutating func append(number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    // MARK: - Reading

    /// The changes of a record, numbered from `first`. A record that is cut short gives those that are whole.
    static func changes(_ bytes: [UInt8], first: Int64, time: Timestamp) -> [JobChange] {
        var reader = Reader(bytes: bytes)
        var changes: [JobChange] = []
        while let change = reader.change() {
            var numbered = change
            numbered.number = first + Int64(changes.count)
            numbered.time = time
            changes.append(numbered)
        }
        return changes
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        mutating func change() -> JobChange? {
            guard index < bytes.count, let kind = Kind(rawValue: bytes[index]) else { return nil }
            index += 1
            guard let row = row() else { return nil }
            let job = StoredJob(JobRow.job(StoredColumns(values: row)))
            switch kind {
            case .creation: return JobChange(before: nil, after: job)
            case .removal: return JobChange(before: job, after: nil)
            case .modification:
                guard let differences = number() else { return nil }
                var after = row
                for _ in 0..<differences {
                    guard let column = number(), let value = value() else { return nil }
                    while after.count <= Int(column) { after.append(.null) }
                    after[Int(column)] = value
                }
                return JobChange(before: job, after: StoredJob(JobRow.job(StoredColumns(values: after))))
            }
        }

        private mutating func row() -> [SQLiteValue]? {
            guard let count = number(), count < 1000 else { return nil }
            var row: [SQLiteValue] = []
            row.reserveCapacity(Int(count))
            for _ in 0..<count {
                guard let value = value() else { return nil }
                row.append(value)
            }
            return row
        }

        private mutating func value() -> SQLiteValue? {
            guard index < bytes.count else { return nil }
            let tag = bytes[index]
            index += 1
            switch tag {
            case 0: return .null
            case 1: return number().map { .integer(Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1)) }
            case 2: return number().flatMap { text(Int(clamping: $0)) }
            case 3: return nil
            default: return text(Int(tag) - 4)
            }
        }

        private mutating func text(_ count: Int) -> SQLiteValue? {
            guard count <= bytes.count - index else { return nil }
            defer { index += count }
            return .text(String(decoding: bytes[index..<index + count], as: UTF8.self))
        }

        private mutating func number() -> UInt64? {
            var number: UInt64 = 0
            var shift: UInt64 = 0
            while index < bytes.count, shift < 64 {
                let byte = bytes[index]
                index += 1
                number |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return number }
                shift += 7
            }
            return nil
        }
    }
}

/// The columns of a job, wherever they come from: in the order of `JobRow.select`.
protocol JobColumns: ~Copyable {
    /// 0 for NULL.
    func integer(_ column: Int32) -> Int64
    func optionalInteger(_ column: Int32) -> Int64?
    /// Empty for NULL.
    func text(_ column: Int32) -> String
    func optionalText(_ column: Int32) -> String?
}

extension Row: JobColumns {}

/// Columns out of a record of the change log.
private struct StoredColumns: JobColumns {
    let values: [SQLiteValue]

    func optionalInteger(_ column: Int32) -> Int64? {
        guard column < values.count, case .integer(let integer) = values[Int(column)] else { return nil }
        return integer
    }

    func optionalText(_ column: Int32) -> String? {
        guard column < values.count, case .text(let text) = values[Int(column)] else { return nil }
        return text
    }

    func integer(_ column: Int32) -> Int64 { optionalInteger(column) ?? 0 }
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }
}
