import Testing
import XML

struct IndentedXMLTests {
    @Test func `Markup is indented, and a password in it is hidden`() {
        let text = IndentedXML.text(Array(#"<a><b x="1">t</b><c/><d><e></e></d><Password>pw</Password></a>"#.utf8))
        #expect(
            text == """
                <a>
                  <b x="1">t</b>
                  <c/>
                  <d>
                    <e></e>
                  </d>
                  <Password>(hidden)</Password>
                </a>
                """)
    }

    @Test func `Indenting copes with what is no markup`() {
        for text in ["", "plain", "<", "<<<>>>", "</a></b>", "<a", "a<b>c"] { _ = IndentedXML.text(Array(text.utf8)) }
    }
}
