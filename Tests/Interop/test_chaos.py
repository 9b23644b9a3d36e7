"""The short form of the chaos test: winchd is killed 200 times while it runs jobs, and every count is exact."""

import pathlib
import sys

from winchd import BINARY, ROOT

sys.path.append(str(ROOT / "Tests" / "Chaos"))

import chaos  # noqa: E402

KILLS = 200


def test_every_acknowledged_job_is_found_started_once_and_ended_right_over_200_kills():
    result = chaos.run(pathlib.Path(BINARY), kills=KILLS)
    for name, count in chaos.rows(result):
        print(f"{name}: {count}")
    assert chaos.is_exact(result), dict(result)
    assert result["kills"] == KILLS
    assert result["between"] >= KILLS // 3, "a third of the kills land between commit, spawn and reply"
