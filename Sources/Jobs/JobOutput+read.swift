internal import CSupervision

extension JobOutput {
    /// Reads from a file as winch-supervisor writes it: two 8-byte numbers (limit, bytes written in all), the first half of
    /// the limit as it came, and the rest as a ring of what came last.
    init(_ path: String, offset: Int, length: Int) {
        let headerSize = Int(WINCH_OUTPUT_HEADER)
        guard let file = OpenFile(path), let header = JobOutput.header(file), header.limit > 0 else {
            self.init(bytes: [], offset: offset, total: 0)
            return
        }
        let head = header.limit / 2
        let ring = header.limit - head
        let tail = max(header.total - ring, head)
        // What lies between the head and the tail is gone: go on with the tail.
        let start = offset >= head && offset < tail ? tail : offset
        guard start < header.total, length > 0 else {
            self.init(bytes: [], offset: start, total: header.total)
            return
        }
        var bytes: [UInt8] = []
        var place = start
        var end = min(start + length, header.total)
        if start < head, end > head, tail > head { end = head }
        while place < end {
            let inside = place < head ? place : head + (place - head) % ring
            let run = min(end - place, place < head ? head - place : ring - (place - head) % ring)
            let piece = file.bytes(at: headerSize + inside, count: run)
            bytes += piece
            // Less than was promised: the disk was full when it was written.
            guard piece.count == run else { break }
            place += run
        }
        self.init(bytes: bytes, offset: start, total: header.total)
    }

    private static func header(_ file: OpenFile) -> (limit: Int, total: Int)? {
        let bytes = file.bytes(at: 0, count: Int(WINCH_OUTPUT_HEADER))
        guard bytes.count == Int(WINCH_OUTPUT_HEADER) else { return nil }
        return bytes.withUnsafeBytes {
            (Int(clamping: $0.load(as: UInt64.self)), Int(clamping: $0.load(fromByteOffset: 8, as: UInt64.self)))
        }
    }
}
