"""The program of the tests' process job: writes a nonce, then reports each step only when it is let go on.

usage: nonce.py DIRECTORY NONCE
"""

import pathlib
import sys
import time


def step(directory, percent):
    """Reports a percentage, then waits for the file that lets it go on."""
    print(f"winch: percent {percent}", flush=True)
    while not (directory / f"after-{percent}").exists():
        time.sleep(0.01)


def main():
    directory = pathlib.Path(sys.argv[1])
    print("winch: status Writing the nonce", flush=True)
    (directory / "nonce").write_text(sys.argv[2])
    step(directory, 30)
    step(directory, 70)
    print("the nonce is written, but nobody wanted it: žádný", file=sys.stderr, flush=True)
    sys.exit(7)


main()
