import Client
import Testing
import WSMan
import XML

struct RepresentationTests {
    private func representation(_ text: String) throws -> Representation {
        Representation(try XMLParser.parse(Array(text.utf8)))
    }

    @Test func `An instance of Windows is read without knowing its class`() throws {
        let job = try representation(Replies.job("J1"))
        #expect(job.className == "Msvm_ConcreteJob")
        #expect(job.text("instanceid") == "J1")
        #expect(job["OperationalStatus"]?.values == [.text("2"), .text("11")])
        #expect(job["Owner"]?.isNull == true && job.text("Owner") == nil && job["Nothing"] == nil)
        #expect(job["StartTime"]?.values == [.datetime("2026-05-06T07:08:09.5Z")])
        #expect(
            job.properties.map(\.name) == [
                "Caption", "ElapsedTime", "ErrorCode", "InstanceID", "JobState", "OperationalStatus", "Owner",
                "PercentComplete", "StartTime",
            ])
    }

    @Test(arguments: ["", "a:EndpointReference"])
    func `References are read with and without a wrapper`(wrapper: String) throws {
        let content = Replies.reference("J1")
        let inside = wrapper.isEmpty ? content : "<\(wrapper)>\(content)</\(wrapper)>"
        let output = try representation(
            """
            <p:X_OUTPUT xmlns:p="u" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><p:Job>\(inside)</p:Job>\
            <p:ReturnValue>4096</p:ReturnValue></p:X_OUTPUT>
            """)
        let result = MethodResult(output)
        #expect(result.returnValue == "4096")
        #expect(result.job?.selectors.text("InstanceID") == "J1")
        #expect(result.job?.shortText == #"Msvm_ConcreteJob.InstanceID="J1""#)
        #expect(result.parameters.map(\.name) == ["Job"])
    }

    /// Windows types the property's element, OpenPegasus puts the class's element inside.
    @Test(arguments: [
        #"<p:E xmlns:q="urn:q" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="q:Msvm_Error_Type"><q:Message>m</q:Message></p:E>"#,
        #"<p:E><q:Msvm_Error xmlns:q="urn:q"><q:Message>m</q:Message></q:Msvm_Error></p:E>"#,
    ])
    func `Embedded instances are read in both manners`(text: String) throws {
        let instance = try representation("<p:X xmlns:p='u'>\(text)</p:X>")
        guard case .embedded(let error)? = instance["E"]?.values.first else {
            Issue.record("not embedded")
            return
        }
        #expect(error.className == "Msvm_Error")
        #expect(error.text("Message") == "m")
    }

    @Test func `OMI's wrong namespace of nil means nil`() throws {
        let instance = try representation(
            #"<X xmlns:xsi="http://www.w3.org/2001/XMLSchema"><A xsi:nil="true"/><B>1</B></X>"#)
        #expect(instance["A"]?.isNull == true && instance.text("B") == "1")
    }

    @Test(arguments: [true, false])
    func `Properties without end cost time by their number, and not by its square`(areAlike: Bool) {
        func seconds(_ count: Int) -> Duration {
            let nodes = (0..<count).map { XMLNode.element(XMLElement(QName("urn:x", areAlike ? "A" : "A\($0)"))) }
            let element = XMLElement(QName("urn:x", "X"), children: nodes)
            return ContinuousClock().measure {
                #expect(Representation(element).properties.count == (areAlike ? 1 : count))
            }
        }
        // By the square it would be minutes.
        #expect(seconds(200_000) < .seconds(20))
    }

    @Test func `Values of one name are together, also where another stands between`() throws {
        let text =
            #"<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><A>1</A><A>2</A><B xsi:nil="true"/><A>3</A></x>"#
        let properties = Representation(try XMLParser.parse(Array(text.utf8))).properties
        #expect(properties.map(\.name) == ["A", "B"] && properties.map(\.text) == ["1, 2, 3", ""])
    }
}
