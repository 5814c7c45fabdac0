"""Does anything need the network, once installed? ``make offline``.

Builds the site, runs the tests and the survey command in a network namespace of its own: loopback is up, and there
is no route to anywhere. Where a machine does not allow that (it takes Linux and user namespaces), it says so and
has shown nothing: status 3.
"""

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from copies import copy_book

ROOT = Path(__file__).parents[1]
SET_FLAGS, UP = 0x8914, 0x41  # SIOCSIFFLAGS; IFF_UP and IFF_RUNNING


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))


def seen() -> str:
    """What the network looks like from inside. Raises SystemExit if there is a way out."""
    names = [name for _, name in socket.if_nameindex()]
    routes = Path("/proc/net/route").read_text().splitlines()[1:]
    if names != ["lo"] or routes:
        raise SystemExit(f"the network is not cut: {names}, {routes}")
    try:
        socket.create_connection(("192.0.2.1", 443), timeout=3).close()
        raise SystemExit("the network is not cut: a connection came about")
    except OSError as error:
        refused = error.strerror
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=3).close()
    return f"interfaces: {', '.join(names)}; routes: {len(routes)}; a connection outwards: {refused}; loopback answers"


def steps(book: Path) -> dict[str, list[str]]:
    tools = Path(sys.executable).parent
    sample = [str(book / f"data/synthetic/survey-{what}.csv") for what in ("responses", "codebook")]
    return {
        "build": [str(tools / "jupyter-book"), "build", ".", "-W", "-n", "--keep-going", "-q"],
        "tests": [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            os.environ.get("WORKERS", "auto"),
            *sys.argv[2:],
        ],
        "survey": [sys.executable, "-m", "softpower", "survey", *sample, "--out", str(book / "report")],
    }


def inside() -> int:
    loopback_up()
    print(seen(), flush=True)
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        book = copy_book(Path(folder) / "book", keep=(".git",))  # tests of the repository ask git
        for name, command in steps(book).items():
            start = time.monotonic()
            run = subprocess.run(
                command, cwd=book, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(book)}
            )
            counts = re.findall(r"\d+ (?:passed|failed|skipped|errors?)", run.stdout)
            word = "done" if run.returncode == 0 else "FAILED"
            print(f"{name}: {word} in {time.monotonic() - start:.0f} s {', '.join(counts)}", flush=True)
            if run.returncode:
                print(run.stdout[-3000:] + run.stderr[-1000:])
                status = 1
    return status


def main() -> int:
    if sys.argv[1:2] == ["inside"]:
        return inside()
    cut = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*cut, "true"], capture_output=True).returncode:
        print("NOT tried: this machine does not allow a network namespace (unshare --map-root-user --net)")
        return 3
    return subprocess.run([*cut, sys.executable, __file__, "inside", *sys.argv[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main())
