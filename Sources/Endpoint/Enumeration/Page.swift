internal import CIM
internal import Platform
internal import SOAP
internal import XML

/// What one Pull, or an optimised Enumerate, may hand out.
struct PageLimits: Sendable {
    /// At most this many items.
    var items: Int
    /// At most this many octets of items.
    var bytes: Int
    /// About this many octets of items, but one item in any case: MaxCharacters is a hint (DSP0226 R8.4-1, R8.4-2).
    var hint = Int.max
    /// When to stop looking, on the monotonic clock; what was found until then is handed out, even nothing.
    var deadline: Duration
}

/// The items of one reply, written, and where the next begins.
struct Page {
    let items: [UInt8]
    /// nil at the end of the sequence.
    let next: Cursor?

    /// Fetches, filters and writes until a limit is reached or nothing is left.
    ///
    /// Looks one match further than it hands out, so that the last item is told together with the end of the sequence.
    /// Throws EncodingLimit/MaxEnvelopeSize when not even the first item fits: the caller keeps its place.
    static func write(_ enumeration: Enumeration, within limits: PageLimits, time: any TimeSource) throws(Fault) -> Page
    {
        let query = enumeration.query
        var items = XMLWriter(capacity: 8192)
        var cursor = enumeration.cursor
        var written = 0
        while cursor.source < query.sources.count {
            let source = query.sources[cursor.source]
            let limit = chunk(forRemaining: limits.items - written, of: query)
            let batch = try source.provider.instances(source.selection, after: cursor.position, limit: limit)
            for found in batch {
                if try query.admits(found.instance) {
                    if written == limits.items { return Page(items: items.finish(), next: cursor) }
                    let mark = items.mark()
                    query.form.write(found.instance, to: &items)
                    if items.count > limits.bytes || written > 0 && items.count > limits.hint {
                        items.rollback(to: mark)
                        if written == 0 { throw tooSmall(limits.bytes) }
                        return Page(items: items.finish(), next: cursor)
                    }
                    written += 1
                    if written == 1 { items.reserve(room(forOthersLike: items.count, of: batch.count, within: limits)) }
                }
                cursor.position = found.position
                // One item may take as long as a thousand without an expression.
                if query.isCostly, time.monotonic >= limits.deadline {
                    return Page(items: items.finish(), next: cursor)
                }
            }
            if batch.count < limit || batch.isEmpty {
                cursor = Cursor(source: cursor.source + 1)
            }
            if time.monotonic >= limits.deadline, cursor.source < query.sources.count {
                return Page(items: items.finish(), next: cursor)
            }
        }
        return Page(items: items.finish(), next: nil)
    }

    /// How many matches there are in all; nil when that is not known by the deadline. Costs a walk over every instance when
    /// there is a filter.
    static func count(_ query: EnumerationQuery, until deadline: Duration, time: any TimeSource) throws(Fault) -> Int? {
        var total = 0
        for source in query.sources {
            var position = Int64.min
            while true {
                let batch = try source.provider.instances(source.selection, after: position, limit: 1024)
                for found in batch {
                    if try query.admits(found.instance) { total += 1 }
                    if query.isCostly, time.monotonic >= deadline { return nil }
                }
                if time.monotonic >= deadline { return nil }
                guard batch.count == 1024, let last = batch.last else { break }
                position = last.position
            }
        }
        return total
    }

    // MARK: - Sizes

    /// One more than is wanted, so that the end shows; larger when a filter will drop most.
    private static func chunk(forRemaining wanted: Int, of query: EnumerationQuery) -> Int {
        switch query.condition {
        case .all: min(wanted + 1, 1024)
        case .wql, .selectors: min(max(wanted + 1, 128), 1024)
        case .xpath: 64  // costly for each: the deadline is looked at between reads
        }
    }

    /// What the rest of a batch will take, guessed from the first item, with a tenth more for items that differ.
    private static func room(forOthersLike item: Int, of found: Int, within limits: PageLimits) -> Int {
        min(item * min(found, limits.items) / 10 * 11, limits.bytes)
    }

    private static func tooSmall(_ bytes: Int) -> Fault {
        Fault(
            .encodingLimit(.maxEnvelopeSize),
            "The next item does not fit into the \(bytes) octets that MaxEnvelopeSize leaves for items. "
                + "Pull again with a larger MaxEnvelopeSize (at least 32768 is advised); nothing is lost.")
    }
}
