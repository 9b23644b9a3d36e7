"""Figures as text: tables in the terminal, sections of RESULTS.md."""

import dataclasses
import datetime
import os
import pathlib
import platform
import re

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "RESULTS.md"

INTRODUCTION = """# Benchmarks

`make bench` measures again; `make bench ARGS="--only reading --write"` one part, whose section it writes anew. Each section
has its own date and machine. winchd is the release build with Basic authentication, every reply is checked, and what
sends the requests shares the machine with it. A bare libmicrohttpd program (thread per connection, nothing checked or
parsed, the same bytes returned) runs beside, the servers taking turns: ratios to it are what can be compared between
machines and days. Best of the rounds; CPU is what the server used per request.
"""


@dataclasses.dataclass
class Table:
    """One table of figures, and what is to be said of it."""

    columns: tuple
    rows: list
    note: str = ""

    def lines(self):
        align = ["---" if index == 0 else "---:" for index in range(len(self.columns))]
        rows = [self.columns, align, *self.rows]
        return ([self.note, ""] if self.note else []) + ["| " + " | ".join(map(str, row)) + " |" for row in rows]


def show(table):
    print("\n".join(table.lines()), "\n", flush=True)


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1)) // 1024 // 1024
    return f"{os.cpu_count()} × {model.group(1) if model else platform.machine()}, {memory} GB, Linux {platform.release()}"


def sections(text):
    """The sections of a report by title."""
    parts = re.split(r"^## (.*)\n", text, flags=re.M)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2])))


# In the order of the report; whoever writes one knows no other.
TITLES = ("Reading and starting jobs", "Associations, queries, Put and Create", "Jobs", "A million jobs", "Doors", "Soak", "Chaos")


def write(results):
    """Writes the sections of `results` (title: tables) anew and leaves the others as they are."""
    known = sections(RESULTS.read_text()) if RESULTS.exists() else {}
    stamp = f"{datetime.date.today().isoformat()}, {machine()}, load average {os.getloadavg()[1]:.0f}."
    for title, tables in results.items():
        known[title] = "\n\n".join([stamp, *("\n".join(table.lines()) for table in tables)])
    titles = sorted(known, key=lambda title: TITLES.index(title) if title in TITLES else len(TITLES))
    RESULTS.write_text(INTRODUCTION + "".join(f"\n## {title}\n\n{known[title]}\n" for title in titles))
