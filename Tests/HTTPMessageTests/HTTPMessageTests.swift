internal import HTTPMessage
internal import Testing

@Test func `Header names are compared without case and the first field wins`() {
    let headers = HTTPHeaders([(name: "content-type", value: "a"), (name: "Content-Type", value: "b")])
    #expect(headers["Content-Type"] == "a")
    #expect(headers["CONTENT-TYPE"] == "a")
    #expect(headers["Content-Typ"] == nil)
}

@Test func `A plain answer is one line of text`() {
    let response = HTTPResponse.plain(404, "There is nothing here.", headers: [("Allow", "POST")])
    #expect(response.status == 404)
    #expect(response.body == Array("There is nothing here.\n".utf8))
    #expect(response.headers.map { "\($0): \($1)" } == ["Allow: POST", "Content-Type: text/plain; charset=utf-8"])
}

struct MediaTypeTests {
    @Test(arguments: [
        "application/soap+xml;charset=UTF-8", "Application/SOAP+XML; Charset=\"UTF-8\"",
        " application/soap+xml ; charset=UTF-8 ", "application/soap+xml;;charset=UTF-8;",
    ])
    func `Spellings of one media type are the same`(text: String) {
        #expect(
            MediaType(parsing: text)
                == MediaType(type: "application", subtype: "soap+xml", parameters: ["charset": "UTF-8"]))
    }

    @Test func `A quoted parameter may hold separators and escapes`() throws {
        let type = try #require(MediaType(parsing: #"multipart/encrypted;boundary="a;\"b\" c";protocol=x"#))
        #expect(type.essence == "multipart/encrypted")
        #expect(type["Boundary"] == #"a;"b" c"#)
        #expect(type["protocol"] == "x")
        #expect(type["charset"] == nil)
    }

    @Test(arguments: [
        "", "text", "text/", "/xml", "text/xml x", "text/xml;charset", "text/xml;charset=", "text/xml;charset=\"utf-8",
        "text/xml;charset=utf-8;charset=utf-16",
    ])
    func `What is no media type is refused`(text: String) {
        #expect(MediaType(parsing: text) == nil)
    }

    @Test func `A parameter given twice with one value is that value`() {
        #expect(MediaType(parsing: "text/xml;charset=utf-8;CHARSET=utf-8")?["charset"] == "utf-8")
    }
}
