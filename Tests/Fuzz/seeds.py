"""Makes the inputs that each fuzzer starts with: of the recorded exchanges, of the examples, of the tests' own texts."""

import base64
import html
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXCHANGES = ROOT / "Tests" / "EndpointTests" / "Exchanges"


def write(target, directory):
    """Writes the seeds of a target into the directory, which holds nothing else afterwards."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.iterdir():
        old.unlink()
    inputs = [file.read_bytes() for file in sorted((HERE / "Seeds" / target).glob("*"))] + list(MAKERS[target]())
    for number, content in enumerate(dict.fromkeys(inputs)):
        (directory / f"{number:04}").write_bytes(content)


def requests():
    return [file.read_bytes() for file in sorted(EXCHANGES.glob("*/*.request.xml"))]


def filters(pattern):
    """The texts of filters whose dialect fits."""
    for message in requests():
        for dialect, text in re.findall(r"Filter\b[^>]*Dialect=\"([^\"]*)\"[^>]*>([^<]+)<", message.decode(errors="replace")):
            if re.search(pattern, dialect, re.I):
                yield html.unescape(text).strip().encode()


def sealed():
    """A body in each spelling that clients have, around bytes that look sealed."""
    signature = bytes([16, 0, 0, 0, 1, 0, 0, 0]) + bytes(range(8)) + bytes([1, 0, 0, 0])
    for protocol in ("SPNEGO", "Kerberos"):
        for dashes, tab in (("--", "\t"), ("-- ", "\t"), ("--", "")):
            kind = f"application/HTTP-{protocol}-session-encrypted"
            for quotes in ('"', ""):
                boundary = "Encrypted Boundary" if quotes else "Encrypted"
                head = (f'multipart/encrypted;protocol={quotes or chr(34)}{kind}{quotes or chr(34)};'
                        f'boundary={quotes}{boundary}{quotes}\n')
                lines = [f"{dashes}{boundary}", f"{tab}Content-Type: {kind}",
                         f"{tab}OriginalContent: type=application/soap+xml;charset=UTF-8;Length=24",
                         f"{dashes}{boundary}", f"{tab}Content-Type: application/octet-stream", ""]
                yield head.encode() + "\r\n".join(lines).encode() + signature + bytes(24) + f"{dashes}{boundary}--\r\n".encode()


def authorization():
    """Passwords, and the first and third message of NTLM, bare and behind a few bytes of SPNEGO."""
    for text in (b"alice:open sesame", b"alice:", b":", "älice:sesam öffne dich".encode(), b"a\xe4:b"):
        yield b"Basic " + base64.b64encode(text)
    negotiate = b"NTLMSSP\0\1\0\0\0" + bytes.fromhex("0782089a") + bytes(16)
    name = "alice".encode("utf-16-le")
    authenticate = bytearray(b"NTLMSSP\0\3\0\0\0" + bytes(52) + name)
    authenticate[36:44] = len(name).to_bytes(2, "little") * 2 + (64).to_bytes(4, "little")
    authenticate[60] = 1
    for token in (negotiate, negotiate + bytes(8), bytes(authenticate), b"\x60\x28\x06\x06+\x06\x01\x05\x05\x02" + negotiate):
        for scheme in (b"Negotiate ", b"NTLM ", b"Kerberos "):
            yield scheme + base64.b64encode(token)


def queries():
    yield from filters("wql|cql")
    yield from re.findall(rb'"((?:SELECT|ASSOCIATORS|REFERENCES) [^"\\]+)"',
                          b"".join(file.read_bytes() for file in sorted((ROOT / "Tests/CIMTests/WQL").glob("*.swift"))))
    yield rb'root/virtualization/v2:Msvm_ConcreteJob.InstanceID="5F1D2C3B"'
    yield rb'\\HOST\root\cimv2:Win32_Service.Name="a\"b",Count=-7,Flag=TRUE'


def paths():
    yield from filters("xpath")
    for name in (b"Priority", b"OperationalStatus[2]", b"Caption/text()", b"@xsi:type", b"/Msvm_ConcreteJob/JobState",
                 b"../Msvm_ConcreteJob/JobState", b"./JobState", b"count(//*[. > 1]) > 2 and not(p:JobState = 7)",
                 b"concat(substring-before(p:InstanceID, '2'), string-length(.)) != translate('a', 'b', 'c')"):
        yield name


def mof():
    """The smallest texts of the schema, and every text between three quotes in the tests of MOF."""
    texts = [file.read_bytes() for file in sorted((ROOT / "Sources/CIM/Schema").rglob("*.mof"))]
    yield from sorted(texts, key=len)[:8]
    for file in sorted((ROOT / "Tests/CIMTests/MOF").glob("*.swift")):
        yield from re.findall(rb'"""\n(.*?)\n *"""', file.read_bytes(), re.S)
    yield b'instance of Msvm_ComputerSystem { CreationClassName = "Msvm_ComputerSystem"; Name = "web"; OperationalStatus = {2}; };'


def datetimes():
    for file in sorted((ROOT / "Tests/CIMTests").glob("CIMDateTime*.swift")):
        yield from re.findall(rb'"([0-9P*][-0-9*:.+TZPDHMS]{3,40})"', file.read_bytes())


def configurations():
    """The example, each of its sections alone, and the configurations in the documentation."""
    example = (ROOT / "examples" / "winchd.json5").read_bytes()
    yield example
    for section in re.split(rb"\n(?=    [a-zA-Z]+:)", example)[1:]:
        yield b"{\n" + section.rstrip().rstrip(b"}") + b"\n}"
    for file in sorted((ROOT / "Documentation").glob("*.md")):
        yield from re.findall(rb"```json5?\n(.*?)```", file.read_bytes(), re.S)


MAKERS = {
    "envelope": requests, "sealed": sealed, "authorization": authorization, "wql": queries, "xpath": paths, "mof": mof,
    "datetime": datetimes, "configuration": configurations, "planted": lambda: [b"winch"]}
