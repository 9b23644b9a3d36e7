import Testing
import WSMan
import XML

@testable import Conformance

/// What a profile may say.
@Suite struct ProfileTests {
    @Test func `The example is a profile with all that there is`() throws {
        let profile = try Profile(parsing: Array(try Facts.text(of: "examples/conformance-profile.xml").utf8))
        #expect(profile.collection?.resourceURI.className == "Win32_Service")
        #expect(profile.instance?.selectors.text("Name") == "winrm")
        #expect(profile.create?.body.name.localName == "Win32_Environment" && profile.create?.end == nil)
        #expect(profile.put?.property == "VariableValue" && profile.put?.readOnly == "Caption")
        #expect(profile.invoke?.method.name == "InterrogateService" && profile.invoke?.method.input != nil)
        #expect(profile.subscribe?.filter?.hasPrefix("SELECT") == true && profile.subscribe?.dialect != nil)
    }

    @Test func `What brings an event may be named`() throws {
        let text =
            "<profile><subscribe><resource>urn:events</resource><trigger method='Fire'><resource>urn:source</resource>"
            + "</trigger></subscribe></profile>"
        let trigger = try Profile(parsing: Array(text.utf8)).subscribe?.trigger
        #expect(trigger?.method.name == "Fire" && trigger?.target?.resourceURI.text == "urn:source")
    }

    @Test func `What it does not name is not there`() throws {
        let profile = try Profile(parsing: Array("<profile/>".utf8))
        #expect(profile.create == nil && profile.put == nil && profile.invoke == nil && profile.subscribe == nil)
    }

    @Test(arguments: [
        ("<profile>", "no XML"), ("<other/>", "to be profile"), ("<profile><get/></profile>", "none of collection"),
        ("<profile><instance/></profile>", "lacks its resource"),
        ("<profile><put value='1'/></profile>", "lacks its attribute property"),
        ("<profile><create><resource>u</resource></create></profile>", "lacks its body"),
        ("<profile><invoke method='M'><body><a/><b/></body></invoke></profile>", "holds 2 elements"),
        (
            "<profile><instance><resource>u</resource><selector name='a'/><selector name='A'/></instance></profile>",
            "occurs twice"
        ),
    ])
    func `What is wrong with one is told`(text: String, part: String) throws {
        let error = #expect(throws: ProfileError.self) { try Profile(parsing: Array(text.utf8)) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
}
