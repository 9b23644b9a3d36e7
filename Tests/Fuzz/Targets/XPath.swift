internal import WSMan
internal import XML

/// An XPath expression, as a filter and as the path of a fragment, held against the representation of a job.
func tryXPath(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let path = try? FragmentPath(text) {
        check((try? FragmentPath(path.expression)) == path, "the path is read in two ways")
        _ = try? path.select(in: tree)
    }
    guard let expression = try? XPathExpression(text, scope: scope) else { return }
    let first = try? expression.matches(document)
    check(first == (try? expression.matches(document)), "the expression says one thing, and then another")
    // What one document has left behind must not be in the way of the next.
    _ = try? expression.matches(Array("<x/>".utf8))
}

private let scope = NamespaceScope(declaring: [
    (prefix: "p", namespace: "urn:job"), (prefix: "e", namespace: "urn:error"),
])

private let document = Array(
    """
    <p:Msvm_ConcreteJob xmlns:p="urn:job" xmlns:e="urn:error" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
    <p:InstanceID>5F1D2C3B</p:InstanceID><p:JobState>4</p:JobState><p:OperationalStatus>2</p:OperationalStatus>\
    <p:OperationalStatus>3</p:OperationalStatus><p:Caption xsi:nil="true"/>\
    <p:Error xsi:type="e:Error"><e:Message>disk full</e:Message></p:Error></p:Msvm_ConcreteJob>
    """.utf8)

private let tree: XMLElement = {
    do { return try XMLParser.parse(document) } catch { fatalError("\(error)") }
}()
