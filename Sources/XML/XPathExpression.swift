internal import CLibXML2
internal import Platform

/// An XPath 1.0 expression, made ready once and held against many documents (DSP0226 8.3: the default filter dialect).
///
/// libxml2 evaluates it, with XPath's own functions and no others: nothing outside the document can be reached. The
/// context node is the document's element. Length and steps are bounded, so that one expression cannot hold a thread.
///
/// An expression without any prefix matches elements by their local names: DSP0226 annex D lets prefixes be left out,
/// and clients do. With prefixes, names mean what XPath says; the prefixes are those in scope where it stood.
public final class XPathExpression: Sendable {
    /// The longest expression, in octets.
    public static let maximumLength = 4096
    /// The most steps of evaluation for one document.
    public static let maximumSteps = 20_000

    /// How deep brackets may nest: libxml2 goes down the stack with each.
    public static let maximumNesting = 64

    private let evaluator: Lock<Evaluator>

    /// - Parameters:
    ///   - text: the expression.
    ///   - scope: where the expression's prefixes are declared.
    /// - Throws: ``XPathError`` for an expression that is too long, no XPath, or uses an undeclared prefix or an unknown
    ///   function where it can be told at once.
    public init(_ text: String, scope: NamespaceScope) throws(XPathError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw XPathError(
                "the expression has \(text.utf8.count) octets, the most accepted are \(Self.maximumLength)")
        }
        guard !text.utf8.contains(0) else { throw XPathError("the expression contains a NUL character") }
        guard Self.nesting(of: text) <= Self.maximumNesting else {
            throw XPathError("its brackets nest deeper than \(Self.maximumNesting) levels; write it flatter")
        }
        let evaluator = try Evaluator(text, scope: scope)
        _ = try evaluator.matches(Array("<x/>".utf8))
        self.evaluator = Lock(evaluator)
    }

    /// Whether the expression is true of a document: a number but 0, a text that is not empty, any node.
    ///
    /// - Parameter document: well-formed XML in UTF-8.
    /// - Throws: ``XPathError`` when the evaluation fails or takes too many steps.
    public func matches(_ document: [UInt8]) throws(XPathError) -> Bool {
        try evaluator.withLock { (evaluator) throws(XPathError) in try evaluator.matches(document) }
    }

    private static func nesting(of text: String) -> Int {
        var depth = 0
        var deepest = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            deepest = max(deepest, depth)
        }
        return deepest
    }
}

/// Why an expression cannot be used: half a sentence.
public struct XPathError: Error, Hashable, Sendable {
    public let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// libxml2's compiled expression and the context it is evaluated in.
private final class Evaluator: @unchecked Sendable {  // because the lock around it lets one thread in at a time
    private let context: xmlXPathContextPtr
    private let expression: xmlXPathCompExprPtr
    private let isPrefixed: Bool

    private static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)

    init(_ text: String, scope: NamespaceScope) throws(XPathError) {
        guard let context = xmlXPathNewContext(nil) else { fatalError("out of memory for an XPath context") }
        context.pointee.error = { _, _ in }  // libxml2 would write to standard error
        for declaration in scope.visible where !declaration.prefix.isEmpty {
            _ = xmlXPathRegisterNs(context, declaration.prefix, declaration.namespace)
        }
        registerCountedFunctions(in: context)
        guard let expression = xmlXPathCtxtCompile(context, text) else {
            let error = Self.error(of: context)
            xmlXPathFreeContext(context)
            throw error
        }
        self.context = context
        self.expression = expression
        isPrefixed = Self.usesPrefixes(text)
    }

    deinit {
        xmlXPathFreeCompExpr(expression)
        xmlXPathFreeContext(context)
    }

    func matches(_ document: [UInt8]) throws(XPathError) -> Bool {
        let tree = document.withUnsafeBytes { buffer in
            xmlReadMemory(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count), nil, nil,
                Self.options)
        }
        guard let tree, let root = xmlDocGetRootElement(tree) else {
            throw XPathError("the item it is held against is no document")
        }
        if !isPrefixed { Self.dropNamespaces(of: root) }
        context.pointee.doc = tree
        context.pointee.node = root
        // The one node that there is (DSP0226 R7.7-3); libxml2 would refuse position() and last().
        context.pointee.contextSize = 1
        context.pointee.proximityPosition = 1
        context.pointee.opLimit = UInt(XPathExpression.maximumSteps)
        context.pointee.opCount = 0
        xmlResetError(&context.pointee.lastError)
        defer {
            context.pointee.doc = nil
            context.pointee.node = nil
            xmlFreeDoc(tree)
        }
        switch xmlXPathCompiledEvalToBoolean(expression, context) {
        case 0: return false
        case 1: return true
        default: throw Self.error(of: context)
        }
    }

    /// Elements then match by their local names. Attributes keep their namespaces.
    private static func dropNamespaces(of element: xmlNodePtr) {
        element.pointee.ns = nil
        var child = element.pointee.children
        while let node = child {
            if node.pointee.type == XML_ELEMENT_NODE { dropNamespaces(of: node) }
            child = node.pointee.next
        }
    }

    /// Whether there is a colon outside of literals that is not one of an axis.
    private static func usesPrefixes(_ text: String) -> Bool {
        let colon = UInt8(ascii: ":")
        var quote: UInt8?
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == colon {
                guard bytes.first == colon else { return true }
                bytes.removeFirst()
            }
        }
        return false
    }

    private static func error(of context: xmlXPathContextPtr) -> XPathError {
        let error = context.pointee.lastError
        let code = Int(error.code) - Int(XML_XPATH_EXPRESSION_OK.rawValue)
        return switch UInt32(clamping: code) {
        case XPATH_UNDEF_PREFIX_ERROR.rawValue: XPathError("it uses a prefix that is not declared around it")
        case XPATH_UNKNOWN_FUNC_ERROR.rawValue: XPathError("it calls a function that XPath 1.0 does not have")
        case XPATH_UNDEF_VARIABLE_ERROR.rawValue: XPathError("it uses a variable, and there are none")
        case XPATH_OP_LIMIT_EXCEEDED.rawValue:
            XPathError("its evaluation takes more than \(XPathExpression.maximumSteps) steps; ask for less")
        case XPATH_RECURSION_LIMIT_EXCEEDED.rawValue: XPathError("it is nested too deeply")
        default: XPathError("it is no XPath 1.0 from character \(error.int1 + 1) on")
        }
    }
}
