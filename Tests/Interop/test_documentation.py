"""The documentation of the libraries is made without a warning (`make docs`)."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not shutil.which("docc"), reason="docc comes with the Swift toolchain")
def test_docc_has_nothing_to_warn_of(tmp_path):
    done = subprocess.run([ROOT / "Documentation/build-docc", tmp_path / "docs"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    pages = {str(path.relative_to(tmp_path / "docs/data/documentation"))
             for path in (tmp_path / "docs/data/documentation").rglob("*.json")}
    assert {"winch/pathofarequest.json", "winch/writearunner.json", "winch/addaclass.json"} <= pages
    package = (ROOT / "Package.swift").read_text()
    for module in re.findall(r'\blibrary\(\s*"(\w+)"', package):
        if module == "TestSupport":
            continue
        assert f"{module.lower()}.json" in pages, f"build-docc leaves out {module}"
    page = json.loads((tmp_path / "docs/data/documentation/client/client.json").read_text())
    assert page["abstract"]
