import Client
import Testing
import XML

@testable import winch

struct OutputTests {
    private func instance(_ content: String) throws -> Representation {
        let uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"
        let text = """
            <p:Msvm_ConcreteJob xmlns:p="\(uri)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\(content)\
            </p:Msvm_ConcreteJob>
            """
        return Representation(try XMLParser.parse(Array(text.utf8)))
    }

    @Test func `JSON is typed where the class is known`() throws {
        let job = try instance(
            """
            <p:JobState>4</p:JobState><p:Cancellable>true</p:Cancellable><p:OperationalStatus>2</p:OperationalStatus>\
            <p:Owner xsi:nil="true"/><p:Name>42</p:Name><p:Mystery>7</p:Mystery>
            """)
        #expect(
            JSON(job, Classes(namespace: "root/virtualization/v2")).text() == """
                {
                  "__CLASS": "Msvm_ConcreteJob",
                  "JobState": 4,
                  "Cancellable": true,
                  "OperationalStatus": [
                    2
                  ],
                  "Owner": null,
                  "Name": "42",
                  "Mystery": "7"
                }
                """)
    }

    @Test func `JSON escapes what must be`() {
        #expect(JSON.string("a\"\\\n\u{1}é").text() == #""a\"\\\n\u0001é""#)
        #expect(JSON.array([]).text() == "[]" && JSON.object([]).text() == "{}")
    }

    @Test func `What a server sends cannot move the cursor`() {
        #expect("a\u{1B}[2J\nb\u{9B}\u{202E}".printable == "a\u{FFFD}[2J\u{23CE}b\u{FFFD}\u{FFFD}")
    }

    @Test func `Times read like a clock`() {
        #expect(Duration.seconds(100).clockText == "0:01:40")
        #expect(Duration.seconds(90_061).clockText == "1d 1:01:01")
        #expect(Duration.seconds(-5).clockText == "0:00:00")
    }
}
