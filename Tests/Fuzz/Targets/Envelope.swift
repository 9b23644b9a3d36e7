internal import SOAP
internal import WSMan
internal import XML

/// A message as it comes in: decoded, parsed, understood. What is well formed is written as it was read; what is no request has
/// a fault that can be read.
func tryEnvelope(_ bytes: [UInt8]) {
    guard let (text, encoding) = try? Transcoding.decode(bytes, charset: nil) else { return }
    // Escapes and prefixes that move to the root make what is written longer than what came.
    var limits = XMLLimits()
    limits.maximumBytes *= 8
    limits.maximumTagBytes *= 8
    limits.maximumAttributes *= 8
    limits.maximumNamespaces *= 8
    if let tree = try? XMLParser.parse(text, decodedFrom: encoding) {
        var writer = XMLWriter()
        writer.copy(tree)
        let written = writer.finish()
        let again = try? XMLParser.parse(written, limits: limits)
        check(again == tree, "what was written is not what was read: \(String(decoding: written, as: UTF8.self))")
    }
    do throws(Fault) {
        let envelope = try Envelope(parsing: text, decodedFrom: encoding)
        _ = try Request(envelope)
    } catch {
        check(!error.reason.isEmpty && error.reason.utf8.count < 5000, "the reason is \(error.reason)")
        let address = (try? Envelope(parsing: text, decodedFrom: encoding)).map { ReplyAddress(of: $0) }
        let reply = Reply.write(
            error, messageID: "uuid:0", relatesTo: address?.relatesTo, machine: "host",
            referenceParameters: address?.faultParameters ?? [])
        check(
            (try? Envelope(parsing: reply, limits: limits)) != nil,
            "its fault is no envelope: \(String(decoding: reply, as: UTF8.self))")
    }
}
