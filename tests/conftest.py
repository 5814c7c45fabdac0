"""One build of the site for all tests of it, shared by the workers; nothing is written into the tree."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from softpower import tables

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items):
    """Files with slow tests first. A worker takes a whole file: a long one that comes last leaves the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture(autouse=True)
def firewall_down(monkeypatch):
    """Each test starts as a fresh process does: no synthetic table has been read."""
    monkeypatch.setattr(tables, "_synthetic_read", [])


def copy_book(target: Path) -> Path:
    """A copy of the book without what is built or installed."""
    shutil.copytree(
        ROOT,
        target,
        ignore=shutil.ignore_patterns(".git", ".venv", "_build", "mutants", "__pycache__", ".*_cache"),
    )
    return target


@pytest.fixture
def book(tmp_path) -> Path:
    """A copy of the book that a test may change."""
    return copy_book(tmp_path / "book")


def build(source: Path, out: Path, **environment) -> Path:
    """Builds a book as ``make book`` does, from its own code, and returns the folder of its pages."""
    run = subprocess.run(
        [
            Path(sys.executable).with_name("jupyter-book"),
            "build",
            str(source),
            "-W",
            "-n",
            "--keep-going",
            "-q",
            "--path-output",
            str(out),
        ],
        cwd=source,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source), **environment},
    )
    assert run.returncode == 0, f"the book does not build:\n{run.stdout}\n{run.stderr}"
    return out / "_build/html"


def shared(tmp_path_factory, name: str, make) -> Path:
    """What `make(folder)` returns, made once by whichever worker comes first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            result = make(folder)
            (folder / "done").write_text(str(result))
        return Path((folder / "done").read_text())


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The built pages of the book as it stands."""
    return shared(tmp_path_factory, "site", lambda folder: build(ROOT, folder))


@pytest.fixture(scope="session")
def unmended(tmp_path_factory) -> Path:
    """The same pages as the theme makes them, without the mends of `softpower.site.theme`."""

    def make(folder: Path) -> Path:
        book = copy_book(folder.parent / "unmended-book")
        path = book / "softpower/site/theme.py"
        path.write_text(path.read_text().replace('    app.connect("build-finished", _mend)\n', "    pass\n"))
        return build(book, folder)

    return shared(tmp_path_factory, "unmended", make)


# Hypothesis makes up the same input in every run: a test that fails, fails again.
settings.register_profile(
    "book",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=30,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("book")
