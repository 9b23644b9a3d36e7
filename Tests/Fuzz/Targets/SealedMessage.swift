internal import HTTPMessage

@testable internal import HTTPServer

/// A sealed body and its Content-Type, which is the first line. What can be read is written and read again.
func trySealedMessage(_ bytes: [UInt8]) {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let contentType = String(decoding: line, as: UTF8.self)
    _ = MediaType(parsing: contentType)
    guard let message = SealedMessage(contentType: contentType, body: Array(bytes.dropFirst(line.count + 1))) else {
        return
    }
    let size = message.content.count / 2
    let written = SealedMessage.write(
        message.style, originalType: message.originalType, length: 1, signature: Array(message.content.prefix(size)),
        sealed: Array(message.content.dropFirst(size)))
    guard size > 0 else { return }
    guard let again = SealedMessage(contentType: contentType, body: written) else {
        return check(false, "what was written cannot be read: \(String(decoding: written, as: UTF8.self))")
    }
    check(again.content.elementsEqual(message.content), "the content is another one")
    check(again.style == message.style, "the style is \(again.style), it was \(message.style)")
    check(again.originalType == message.originalType.filter { $0 != " " }, "the type is \(again.originalType)")
}
