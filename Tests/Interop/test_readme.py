"""Runs what the README says can be pasted: each ```sh block behind a line `<!-- tested -->`.

A ```text block that follows shows what is printed; `…` stands for anything.
"""

import os
import re
import subprocess

import pytest

from winchd import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(
    r"^<!-- tested -->\n+```sh\n(?P<script>.*?)^```\n(?:\s*```(?:text|xml)\n(?P<output>.*?)^```\n)?", re.M | re.S)


def blocks():
    return list(BLOCK.finditer(README.read_text())) if README.exists() else []


def pattern(expected):
    """A regular expression for the text of an output block, white space at the ends of lines left out."""
    return r"\s*" + ".*?".join(re.escape(part) for part in expected.strip().split("…")) + r"\s*"


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block["script"].splitlines()[0][:50])
def test_a_block_of_the_readme(server, tmp_path, block):
    for name in ("examples", "Makefile"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "winch-data").symlink_to(server.data)
    script = block["script"].replace("http://127.0.0.1:5985/wsman", server.url)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True,
                          timeout=120, env=os.environ | {"WINCH_URL": server.url, "WINCH_USER": "alice:secret"})
    assert done.returncode == 0, done.stdout + done.stderr
    if block["output"]:
        assert re.fullmatch(pattern(block["output"]), done.stdout, re.S), done.stdout


def test_the_readme_has_something_to_paste():
    assert blocks()
