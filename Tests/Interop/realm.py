"""A KDC of the test's own on the loopback, with MIT Kerberos."""

import os
import shutil
import socket
import subprocess
import time

KDC = shutil.which("krb5kdc", path=os.environ.get("PATH", "") + ":/usr/sbin")
REALM = "WINCH.TEST"


class Realm:
    """A KDC, two users, and a keytab of the service."""

    def __init__(self, directory):
        self.directory = directory
        self.keytab = directory / "keytab"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (directory / "krb5.conf").write_text(f"""
[libdefaults]
  default_realm = {REALM}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  clockskew = 2
  udp_preference_limit = 1
[realms]
  {REALM} = {{
    kdc = 127.0.0.1:{self.port}
  }}
""")
        (directory / "kdc.conf").write_text(f"""
[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = 127.0.0.1:{self.port}
[realms]
  {REALM} = {{
    database_name = {directory}/principal
    key_stash_file = {directory}/stash
    supported_enctypes = aes256-cts-hmac-sha1-96:normal
    master_key_type = aes256-cts-hmac-sha1-96
  }}
[logging]
  kdc = FILE:{directory}/kdc.log
""")
        self.environment = {
            "KRB5_CONFIG": str(directory / "krb5.conf"), "KRB5_KDC_PROFILE": str(directory / "kdc.conf"),
            "KRB5CCNAME": f"FILE:{directory}/credentials", "KRB5RCACHEDIR": str(directory),
        }
        self.process = None

    def run(self, *words):
        path = os.environ.get("PATH", "") + ":/usr/sbin"
        subprocess.run(words, check=True, capture_output=True, env=os.environ | self.environment | {"PATH": path})

    def start(self):
        self.run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master")
        for query in ("addprinc -pw secret alice", "addprinc -pw secret mallory", "addprinc -randkey HTTP/localhost",
                      f"ktadd -k {self.keytab} HTTP/localhost"):
            self.run("kadmin.local", "-r", REALM, "-q", query)
        self.process = subprocess.Popen([KDC, "-n", "-r", REALM], env=os.environ | self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        limit = time.monotonic() + 20
        while not self.answers():
            if time.monotonic() > limit:
                raise RuntimeError("the KDC does not answer")
            time.sleep(0.05)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
