internal import XML

/// One element of a document that people read too: each on a line of its own, indented by what is around it.
///
///     Node("xs:sequence", [Node("xs:element", ["ref": "class:Caption", "minOccurs": "0"])])
struct Node {
    let tag: String
    var declarations: [(prefix: String, namespace: String)] = []
    var attributes: [(name: String, value: String)]
    var children: [Node]
    let text: String?

    init(_ tag: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Node] = []) {
        self.tag = tag
        self.attributes = attributes.map { ($0.key, $0.value) }
        self.children = children
        text = nil
    }

    init(_ tag: String, _ children: [Node]) {
        self.init(tag, [:], children)
    }

    init(_ tag: String, text: String) {
        self.tag = tag
        attributes = []
        children = []
        self.text = text
    }

    /// The same element with prefixes declared on it.
    func declaring(_ prefixes: [(prefix: String, namespace: String)]) -> Node {
        var node = self
        node.declarations = prefixes
        return node
    }

    /// The whole document: UTF-8, a line feed at its end.
    var document: [UInt8] {
        var writer = XMLWriter(capacity: 1 << 15)
        write(to: &writer, indentation: "\n")
        writer.text("\n")
        return writer.finish()
    }

    // MARK: - Wire

    private func write(to writer: inout XMLWriter, indentation: String) {
        writer.start(tag)
        for (prefix, namespace) in declarations { writer.declare(prefix, namespace) }
        for (name, value) in attributes { writer.attribute(name, value) }
        if let text {
            writer.text(text)
        } else if !children.isEmpty {
            let inner = indentation + "  "
            for child in children {
                writer.text(inner)
                child.write(to: &writer, indentation: inner)
            }
            writer.text(indentation)
        }
        writer.end(tag)
    }
}
