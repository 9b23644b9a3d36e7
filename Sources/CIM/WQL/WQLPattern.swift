/// The pattern of LIKE: `%` any text, `_` one character, `[a-f]` one of a set, `[^a-f]` one outside it, `[%]` the sign
/// itself. Letters match in either case. A backslash has no meaning here: a query's string has dealt with its own.
public struct WQLPattern: Sendable, Hashable {
    /// The text it was made of.
    public let text: String
    private let parts: [Part]

    private enum Part: Sendable, Hashable {
        case many
        case one
        case scalar(UInt32)
        case set(ranges: [ClosedRange<UInt32>], isNegated: Bool)
    }

    /// The longest pattern that is read, in bytes of UTF-8: matching costs pattern times text, for each instance.
    public static let maximumLength = 1024

    /// Reads a pattern. Throws when a set is empty, backward, or never closed, and beyond the limit above.
    public init(_ text: String, position: Int = 1) throws(WQLError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw WQLError(
                "the pattern has \(text.utf8.count) bytes, the most allowed are \(Self.maximumLength)", at: position)
        }
        self.text = text
        let scalars = Self.folded(text)
        var parts: [Part] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case UInt32(UInt8(ascii: "%")):
                // Two in a row mean the same as one, and would only be tried twice.
                if parts.last != .many { parts.append(.many) }
                index += 1
            case UInt32(UInt8(ascii: "_")):
                parts.append(.one)
                index += 1
            case UInt32(UInt8(ascii: "[")):
                parts.append(try Self.set(scalars, &index, position))
            case let scalar:
                parts.append(.scalar(scalar))
                index += 1
            }
        }
        self.parts = parts
    }

    /// Whether the whole of `text` fits.
    ///
    /// Only the last `%` is ever tried again, so that the time is at most pattern times text, whatever the pattern.
    public func matches(_ text: String) -> Bool {
        let scalars = Self.folded(text)
        var part = 0
        var index = 0
        var retry: (part: Int, index: Int)?
        while index < scalars.count {
            if part < parts.count, parts[part] == .many {
                retry = (part, index)
                part += 1
            } else if part < parts.count, Self.fits(scalars[index], parts[part]) {
                part += 1
                index += 1
            } else if let last = retry {
                retry = (last.part, last.index + 1)
                part = last.part + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .many }
    }

    private static func fits(_ scalar: UInt32, _ part: Part) -> Bool {
        switch part {
        case .many, .one: true
        case .scalar(let expected): scalar == expected
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    private static func folded(_ text: String) -> [UInt32] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.map { UInt32($0.asciiLowercased) } }
        return text.lowercased().unicodeScalars.map(\.value)
    }

    /// The set that begins at `index`; a `-` at its end is itself.
    private static func set(_ scalars: [UInt32], _ index: inout Int, _ position: Int) throws(WQLError) -> Part {
        let close = UInt32(UInt8(ascii: "]"))
        guard let end = scalars[(index + 1)...].firstIndex(of: close) else {
            throw WQLError("the pattern has a \"[\" without \"]\"; write [[] for the sign itself", at: position)
        }
        var members = scalars[(index + 1)..<end]
        index = end + 1
        let isNegated = members.first == UInt32(UInt8(ascii: "^")) && members.count > 1
        if isNegated { members.removeFirst() }
        var ranges: [ClosedRange<UInt32>] = []
        while let low = members.popFirst() {
            guard members.count > 1, members.first == UInt32(UInt8(ascii: "-")) else {
                ranges.append(low...low)
                continue
            }
            let high = members[members.startIndex + 1]
            members.removeFirst(2)
            guard low <= high else {
                throw WQLError("the pattern has a range that runs backward; write it as [a-f]", at: position)
            }
            ranges.append(low...high)
        }
        guard !ranges.isEmpty else {
            throw WQLError("the pattern has an empty set []; name the characters it stands for", at: position)
        }
        return .set(ranges: ranges, isNegated: isNegated)
    }
}
