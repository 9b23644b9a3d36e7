#!/usr/bin/env python3
"""Starts an export with pypsrp and follows its job to the end. Exit code 0 when it ended well.

    pip install pypsrp
    WINCH_URL=http://127.0.0.1:5985/wsman WINCH_USER=alice:secret python3 export_pypsrp.py
"""

import os
import sys
import time
import urllib.parse
import xml.etree.ElementTree as ET

from pypsrp.wsman import SelectorSet, WSMan

V2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2"
SERVICE = V2 + "/Msvm_CollectionReferencePointService"
COLLECTION = V2 + "/Msvm_ReferencePointCollection"
NS = {
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "n": "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
}
ENDED_WELL, ENDED_BADLY = {"7", "32768"}, {"8", "9", "10"}


def name(prefix, local):
    return f"{{{NS[prefix]}}}{local}"


def text(element, local):
    """The text of a property, None where it has no value."""
    return next((child.text for child in element if child.tag.endswith("}" + local)), None)


def connect():
    """Basic is fine on this host; from another one take https, or leave `auth` at Negotiate, which seals messages."""
    url = urllib.parse.urlsplit(os.environ.get("WINCH_URL", "http://127.0.0.1:5985/wsman"))
    user, _, password = os.environ["WINCH_USER"].partition(":")
    return WSMan(url.hostname, port=url.port, ssl=url.scheme == "https", username=user, password=password,
                 auth=os.environ.get("WINCH_AUTH", "basic"), encryption="auto" if "WINCH_AUTH" in os.environ else "never")


def first_collection(wsman):
    """The keys of the first collection of reference points."""
    body = ET.Element(name("n", "Enumerate"))
    ET.SubElement(body, name("w", "OptimizeEnumeration"))
    ET.SubElement(body, name("w", "EnumerationMode")).text = "EnumerateEPR"
    reply = wsman.enumerate(COLLECTION, body)
    reference = reply.find(".//" + name("a", "EndpointReference"))
    return {each.get("Name"): each.text for each in reference.iter(name("w", "Selector"))}


def start(wsman, directory):
    """Calls ExportReferencePoint; the resource URI and the selectors of its job."""
    body = ET.Element(f"{{{SERVICE}}}ExportReferencePoint_INPUT")
    collection = ET.SubElement(body, f"{{{SERVICE}}}ReferencePointCollection")
    ET.SubElement(collection, name("a", "Address")).text = (
        "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous")
    parameters = ET.SubElement(collection, name("a", "ReferenceParameters"))
    ET.SubElement(parameters, name("w", "ResourceURI")).text = COLLECTION
    selectors = ET.SubElement(parameters, name("w", "SelectorSet"))
    for key, value in first_collection(wsman).items():
        ET.SubElement(selectors, name("w", "Selector"), Name=key).text = value
    ET.SubElement(body, f"{{{SERVICE}}}ExportDirectory").text = directory
    # What pypsrp returns of a method is the whole envelope, of a Get the body.
    output = wsman.invoke(SERVICE + "/ExportReferencePoint", SERVICE, body).find(".//{*}ExportReferencePoint_OUTPUT")
    if text(output, "ReturnValue") != "4096":
        sys.exit(f"The export did not start: ReturnValue {text(output, 'ReturnValue')}")
    job = SelectorSet()
    for each in output.iter(name("w", "Selector")):
        job.add_option(each.get("Name"), each.text)
    return next(output.iter(name("w", "ResourceURI"))).text, job


def main():
    with connect() as wsman:
        uri, selectors = start(wsman, "/exports/nightly")
        last = None
        while True:
            job = wsman.get(uri, selector_set=selectors)[0]
            line = f"{text(job, 'PercentComplete')} %: {text(job, 'JobStatus')}"
            if line != last:
                print(line, flush=True)
            last = line
            if text(job, "JobState") in ENDED_WELL:
                return 0
            if text(job, "JobState") in ENDED_BADLY:
                print(f"Error {text(job, 'ErrorCode')}: {text(job, 'ErrorDescription')}")
                return 1
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
