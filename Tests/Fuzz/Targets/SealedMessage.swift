internal import HTTPMessage

@testable internal import HTTPServer

/// A sealed body and its Content-Type, which is the first line. What can be read is written and read again, also by one
/// that knows the form and so need not take the message apart.
func trySealedMessage(_ bytes: [UInt8]) {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let contentType = String(decoding: line, as: UTF8.self)
    _ = MediaType(parsing: contentType)
    let body = Array(bytes.dropFirst(line.count + 1))
    guard let message = SealedMessage(contentType: contentType, body: body) else { return }
    checkEqual(message, SealedMessage(contentType: contentType, body: body, last: message.form))
    let content = body[message.content]
    let size = content.count / 2
    guard size > 0 else { return }
    let written = message.form.write(
        originalType: message.form.originalType, length: 1, signature: Array(content.prefix(size)),
        sealed: Array(content.dropFirst(size)))
    guard let again = SealedMessage(contentType: contentType, body: written) else {
        return check(false, "what was written cannot be read: \(String(decoding: written, as: UTF8.self))")
    }
    check(written[again.content].elementsEqual(content), "the content is another one")
    check(again.form.style == message.form.style, "the style is \(again.form.style), it was \(message.form.style)")
    check(again.form.originalType == message.form.originalType, "the type is \(again.form.originalType)")
    checkEqual(again, SealedMessage(contentType: contentType, body: written, last: message.form))
}

private func checkEqual(_ message: SealedMessage, _ known: SealedMessage?) {
    check(known?.content == message.content, "a known form finds \(String(describing: known?.content))")
    check(known?.form.style == message.form.style, "a known form reads \(String(describing: known?.form.style))")
    check(known?.form.originalType == message.form.originalType, "a known form has another type")
}
