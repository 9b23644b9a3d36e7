#!/usr/bin/env python3
"""Lists jobs with requests and nothing else: the SOAP is written out, so that it shows what goes over the wire.

    pip install requests
    WINCH_URL=http://127.0.0.1:5985/wsman WINCH_USER=alice:secret python3 jobs_requests.py [WQL]
"""

import os
import sys
import uuid
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import requests

N = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
ALL = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/*"
ENVELOPE = """\
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
    xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
    xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
    xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration">
  <s:Header>
    <a:To>{url}</a:To>
    <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
    <a:MessageID>uuid:{message}</a:MessageID>
    <a:Action s:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/enumeration/{operation}</a:Action>
    <w:ResourceURI s:mustUnderstand="true">{resource}</w:ResourceURI>
    <w:OperationTimeout>PT30S</w:OperationTimeout>
  </s:Header>
  <s:Body>{body}</s:Body>
</s:Envelope>"""
ENUMERATE = """\
<n:Enumerate>
  <w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>
  <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">{query}</w:Filter>
</n:Enumerate>"""
PULL = """\
<n:Pull>
  <n:EnumerationContext>{context}</n:EnumerationContext><n:MaxElements>100</n:MaxElements>
</n:Pull>"""


class Service:
    def __init__(self):
        self.url = os.environ.get("WINCH_URL", "http://127.0.0.1:5985/wsman")
        self.session = requests.Session()
        self.session.auth = tuple(os.environ["WINCH_USER"].split(":", 1))

    def send(self, operation, body):
        """The first element of the reply's body; ends the program with the reason of a fault."""
        envelope = ENVELOPE.format(
            url=self.url, message=uuid.uuid4(), operation=operation, resource=ALL, body=body)
        # The network gets a little more time than the OperationTimeout, so that the server's own answer arrives.
        reply = self.session.post(self.url, data=envelope.encode(), timeout=35, allow_redirects=False,
                                  headers={"Content-Type": "application/soap+xml;charset=UTF-8"})
        if reply.status_code not in (200, 500):
            sys.exit(f"The server answered {reply.status_code}: {reply.text.strip()[:200]}")
        element = ET.fromstring(reply.content).find("{*}Body")[0]
        if element.tag.endswith("}Fault"):
            sys.exit("The server refused: " + element.find(".//{*}Text").text)
        return element

    def query(self, wql):
        """The instances that a query selects, page by page."""
        page = self.send("Enumerate", ENUMERATE.format(query=escape(wql)))
        while True:
            for items in page.findall("{*}Items"):
                yield from items
            context = page.findtext(f"{{{N}}}EnumerationContext")
            if not context or page.find("{*}EndOfSequence") is not None:
                return
            page = self.send("Pull", PULL.format(context=escape(context)))


def main():
    wql = sys.argv[1] if len(sys.argv) > 1 else "SELECT * FROM CIM_ConcreteJob"
    for job in Service().query(wql):
        values = {child.tag.split("}")[-1]: child.text or "" for child in job}
        print("{JobState:>5}  {PercentComplete:>3} %  {InstanceID}  {ElementName}".format(**values))


if __name__ == "__main__":
    main()
