internal import CLibXML2

// libxml2 counts the steps of an evaluation, and not what a step costs. That of these functions grows with the product of
// what they are given, which would let one short filter hold a processor for minutes.

/// Has the functions whose work is more than the size of a document count as the steps that it is worth.
func registerCountedFunctions(in context: xmlXPathContextPtr) {
    xmlXPathRegisterFunc(context, "translate") { parser, count in
        if charge(parser, count, by: product) { xmlXPathTranslateFunction(parser, count) }
    }
    xmlXPathRegisterFunc(context, "contains") { parser, count in
        if charge(parser, count, by: product) { xmlXPathContainsFunction(parser, count) }
    }
    xmlXPathRegisterFunc(context, "substring-before") { parser, count in
        if charge(parser, count, by: product) { xmlXPathSubstringBeforeFunction(parser, count) }
    }
    xmlXPathRegisterFunc(context, "substring-after") { parser, count in
        if charge(parser, count, by: product) { xmlXPathSubstringAfterFunction(parser, count) }
    }
    // Each argument is copied behind those before it.
    xmlXPathRegisterFunc(context, "concat") { parser, count in
        if charge(parser, count, by: { $0.reduce(0, +) * $0.count }) { xmlXPathConcatFunction(parser, count) }
    }
}

private func product(_ sizes: [Int]) -> Int { sizes.prefix(2).reduce(1, *) }

/// Octets of work that count as one step.
private let octetsPerStep = 256

/// Adds what a call will cost to the steps taken; false, with the parser's error set, when there is no room for it.
///
/// - Parameter work: octets of work, by the sizes of the arguments.
private func charge(_ parser: xmlXPathParserContextPtr?, _ count: Int32, by work: ([Int]) -> Int) -> Bool {
    guard let parser, let context = parser.pointee.context, count > 0, count <= parser.pointee.valueNr else {
        return true
    }
    var texts: [UnsafeMutablePointer<xmlChar>?] = []
    for _ in 0..<count { texts.append(xmlXPathPopString(parser)) }
    let sizes = texts.reversed().map { $0.map { Int(xmlStrlen($0)) } ?? 0 }
    // As texts, which the function would have made of them.
    for text in texts.reversed() { _ = valuePush(parser, xmlXPathWrapString(text)) }
    let steps = UInt(work(sizes) / octetsPerStep)
    let left = context.pointee.opLimit - min(context.pointee.opLimit, context.pointee.opCount)
    guard steps <= left else {
        context.pointee.opCount = context.pointee.opLimit
        xmlXPathErr(parser, Int32(XPATH_OP_LIMIT_EXCEEDED.rawValue))
        return false
    }
    context.pointee.opCount += steps
    return parser.pointee.error == 0
}
