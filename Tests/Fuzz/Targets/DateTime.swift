internal import CIM
internal import WSCIM
internal import XML

@testable internal import WSMan

/// A datetime in CIM's or XML Schema's notation. It keeps its 25 characters, and is the same time in XML.
func tryDateTime(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let duration = XSDDuration.parse(text), duration >= .zero {
        let written = XSDDuration.text(duration)
        check(XSDDuration.parse(written) == duration, "\(duration) is written as \(written)")
    }
    if let time = XSDDateTime(text) {
        check(
            XSDDateTime(time.text)?.microsecondsSince1970 == time.microsecondsSince1970,
            "\(text) is written as \(time.text)")
    }
    guard let value = try? CIMDateTime(text) else { return }
    check(value.cimText.utf8.count == 25, "\(value) has not 25 characters")
    check((try? CIMDateTime(cim: value.cimText)) == value, "\(value) is read as another time")
    if let time = value.microseconds {
        let rebuilt =
            value.isInterval
            ? CIMDateTime(interval: time) : CIMDateTime(timestamp: time, offsetMinutes: value.offsetMinutes ?? 0)
        check(rebuilt.microseconds == time, "\(value) is made of \(time) µs, and becomes \(rebuilt)")
    }
    var writer = XMLWriter()
    writer.start("x")
    writer.declare("cim", "urn:cim")
    writer.datetime(value, isPrefixed: true)
    writer.end("x")
    let written = writer.finish()
    let form = try? XMLParser.parse(written).elements.first?.text
    let again = form.flatMap { try? CIMDateTime($0) }
    check(
        again?.microseconds == value.microseconds && again?.isInterval == value.isInterval
            && again?.hasUnknownDigits == value.hasUnknownDigits,
        "\(value) is written as \(String(decoding: written, as: UTF8.self)), which is \(again?.cimText ?? "nothing")")
}
