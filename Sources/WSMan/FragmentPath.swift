public import SOAP
public import XML

/// An expression of XPath Level 1, the part of XPath 1.0 that DSP0226 annex D.1 asks for. It leads from the root element of
/// a representation to one node:
///
///     Priority              the element of a property
///     OperationalStatus[2]  one element of an array
///     Priority/text()       the value alone
///     @xsi:type             an attribute
///     /Msvm_ConcreteJob/Priority, ../Msvm_ConcreteJob/Priority, ./Priority
///     . or /                the whole
///
/// Prefixes are ignored, and names are compared without case, as CIM compares them.
public struct FragmentPath: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        /// Elements of a name, or the nth of them.
        case child(String, index: Int?)
        case attribute(String)
        case text
    }

    /// Whether the first step names the root element itself.
    public let startsAtDocument: Bool
    /// None for the whole.
    public let steps: [Step]
    /// The expression as it was written.
    public let expression: String

    /// Reads an expression.
    ///
    /// - Throws: ``Fault``: CannotProcessFilter (wsman's) for one that is not of Level 1 (DSP0226 R7.7-7).
    public init(_ expression: String) throws(Fault) {
        guard !expression.isEmpty, expression.utf8.count <= 4096 else {
            throw Self.fault(expression, "it must have 1 to 4096 characters")
        }
        self.expression = expression
        var rest = expression[...]
        if rest == "." || rest == "/" {
            startsAtDocument = false
            steps = []
            return
        }
        if rest.hasPrefix("./") {
            rest.removeFirst(2)
            startsAtDocument = false
        } else {
            let start = ["../", "/"].first { rest.hasPrefix($0) }
            rest.removeFirst(start?.count ?? 0)
            startsAtDocument = start != nil
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 32 else { throw Self.fault(expression, "it has more than 32 steps") }
        var steps: [Step] = []
        for part in parts {
            let isAfterLeaf = if case .child? = steps.last { false } else { !steps.isEmpty }
            guard !isAfterLeaf, let step = Step(String(part).trimmingXMLSpace) else {
                throw Self.fault(expression, "\"\(part.prefix(100))\" is no step of it")
            }
            steps.append(step)
        }
        if startsAtDocument, case .child? = steps.first {
        } else if startsAtDocument || steps.first == .text {
            throw Self.fault(expression, "it must lead to an element first")
        }
        self.steps = steps
    }

    /// The steps below the root element, once it is known to be the one that the expression starts at.
    public func stepsBelow(root: String) throws(Fault) -> ArraySlice<Step> {
        guard startsAtDocument else { return steps[...] }
        guard case .child(let name, let index)? = steps.first, name.equalsIgnoringCase(root), index ?? 1 == 1 else {
            throw matchesNothing
        }
        return steps.dropFirst()
    }

    public enum Selection: Sendable {
        case element(XMLElement)
        case text(String)
    }

    /// The one node that the expression leads to in a representation. The text of an element without any is empty.
    ///
    /// - Throws: ``Fault``: CannotProcessFilter when it leads nowhere, or to several nodes.
    public func select(in root: XMLElement) throws(Fault) -> Selection {
        var element = root
        for step in try stepsBelow(root: root.name.localName) {
            switch step {
            case .child(let name, let index):
                let found = element.elements.filter { $0.name.localName.equalsIgnoringCase(name) }
                guard let first = found.first else { throw matchesNothing }
                if let index {
                    guard index <= found.count else { throw matchesNothing }
                    element = found[index - 1]
                } else {
                    guard found.count == 1 else {
                        throw Self.fault(
                            expression,
                            "\(first.name.localName) is there \(found.count) times; name one, as in "
                                + "\(first.name.localName)[1]")
                    }
                    element = first
                }
            case .attribute(let name):
                guard let found = element.attributes.first(where: { $0.name.localName.equalsIgnoringCase(name) }) else {
                    throw matchesNothing
                }
                return .text(found.value)
            case .text: return .text(element.text)
            }
        }
        return .element(element)
    }

    public var matchesNothing: Fault { Self.fault(expression, "it matches nothing in the representation") }

    /// CannotProcessFilter, with half a sentence of reason.
    public static func fault(_ expression: String, _ reason: String) -> Fault {
        Fault(
            .cannotProcessExpression(),
            "The fragment expression \"\(expression.prefix(200))\" cannot be processed: \(reason). Send the name of a "
                + "property, with [n] for an element of an array, and /text() for the value alone.")
    }
}

// MARK: - Wire

extension FragmentPath.Step {
    /// nil for what is no step of Level 1.
    fileprivate init?(_ text: String) {
        if text == "text()" {
            self = .text
        } else if text.hasPrefix("@") {
            guard let name = Self.localName(text.dropFirst()) else { return nil }
            self = .attribute(name)
        } else if let bracket = text.firstIndex(of: "[") {
            let inside = text[text.index(after: bracket)...]
            guard inside.hasSuffix("]"), let name = Self.localName(text[..<bracket]),
                let index = UInt32(inside.dropLast()), index >= 1
            else { return nil }
            self = .child(name, index: Int(index))
        } else {
            guard let name = Self.localName(text[...]) else { return nil }
            self = .child(name, index: nil)
        }
    }

    /// The part behind the prefix of `prefix:local`.
    private static func localName(_ text: Substring) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let local = parts.last else { return nil }
        let isName = parts.allSatisfy { part in
            guard let first = part.first, first.isLetter || first == "_" else { return false }
            return part.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        }
        return isName ? String(local) : nil
    }
}
