internal import XML

/// The two tags around a value, made once by `XMLWriter`, so that writing the value copies bytes and builds no text.
struct Tags: Sendable {
    let open: [UInt8]
    let close: [UInt8]

    /// - Parameter attributes: called while the start tag is open.
    init(_ tag: String, attributes: (inout XMLWriter) -> Void = { _ in }) {
        var writer = XMLWriter(capacity: 256)
        writer.start(tag)
        attributes(&writer)
        writer.text("")
        let length = writer.count
        writer.end(tag)
        let bytes = writer.finish()
        open = Array(bytes[..<length])
        close = Array(bytes[length...])
    }

    /// An element without value, xsi:nil.
    static func null(_ tag: String) -> [UInt8] {
        var writer = XMLWriter(capacity: 128)
        writer.start(tag)
        writer.attribute("xsi:nil", "true")
        writer.end(tag)
        return writer.finish()
    }
}
