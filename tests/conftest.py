"""What tests share: the built site, a small book, the processor seconds at the end; nothing is written into the tree."""

import contextlib
import gc
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import forked
import psutil
import pytest
from bs4 import BeautifulSoup
from copies import copy_book as copy_book
from filelock import FileLock
from hypothesis import HealthCheck, settings
from small_book import Builder, executed

from softpower import tables
from softpower.site import whole

pytest_plugins = ["visits"]
ROOT = Path(__file__).parents[1]
gc.set_threshold(
    20_000, 20, 100
)  # pages are large trees: a search for garbage every 700 objects takes half of parsing them

# ---- which tests run, and in which order ---------------------------------------------------------------------


def pytest_configure(config):
    """``make test`` leaves the gates out; ``-m gate`` asks for them, and any other ``-m`` for what it says."""
    if not config.option.markexpr and not any("::" in str(name) for name in config.args):
        config.option.markexpr = "not gate"


def pytest_collection_modifyitems(items):
    """Files with slow tests first. A worker takes a whole file: a long one that comes last leaves the others idle."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (item.path.name not in FIRST, not slow[item.path]))


FIRST = ("test_every_page.py", "test_chapters.py", "test_axe.py")
"""The longest of all: they begin the run."""


# ---- what it took --------------------------------------------------------------------------------------------


def pytest_sessionfinish(session):
    forked.end()
    gc.collect()
    gc.freeze()  # pytest looks five times more for what is left, among millions of parts of pages


_seconds: Counter = Counter()
_start = time.monotonic()
_pages: dict[tuple, float] = {}  # processor seconds of browsers' pages, which no parent waits for


def _watch_pages() -> None:
    while True:
        time.sleep(1)
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "--type=renderer" in child.cmdline():
                    _pages[child.pid, child.create_time()] = sum(child.cpu_times()[:2])


def pytest_sessionstart(session):
    if not hasattr(session.config, "workerinput"):
        threading.Thread(target=_watch_pages, daemon=True).start()


def pytest_runtest_logreport(report):
    _seconds[report.nodeid] += report.duration


def pytest_terminal_summary(terminalreporter, config):
    """The processor seconds of all, browsers and other children included, and the ten slowest tests."""
    if hasattr(config, "workerinput") or not _seconds:
        return
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds, pages = sum(one.ru_utime + one.ru_stime for one in used), sum(_pages.values())
    terminalreporter.section("what it took")
    terminalreporter.line(
        f"{seconds + pages:.0f} processor seconds: {seconds:.0f} with all children as `time` counts them, {pages:.0f} in "
        f"pages of browsers; {time.monotonic() - _start:.0f} seconds on the clock. The slowest:"
    )
    for name, taken in _seconds.most_common(10):
        terminalreporter.line(f"{taken:7.1f} s  {name}")


# ---- the book ------------------------------------------------------------------------------------------------


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture(autouse=True)
def firewall_down(monkeypatch):
    """Each test starts as a fresh process does: no synthetic table has been read."""
    monkeypatch.setattr(tables, "_synthetic_read", [])


@pytest.fixture
def book(tmp_path) -> Path:
    """A copy of the book that a test may change."""
    return copy_book(tmp_path / "book")


def build(source: Path, out: Path, **environment) -> Path:
    """Builds a book with jupyter-book's own command, from its own code, and returns the folder of its pages."""
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
    # By the folder, not by a worker's environment: a run that a test starts inherits that, and is no worker.
    folder = (base.parent if base.name.startswith("popen-") else base) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            result = make(folder)
            folder.mkdir(exist_ok=True)
            (folder / "done").write_text(str(result))
        return Path((folder / "done").read_text())


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The built pages of the book as it stands: those of ``make book`` if they are proven to be, else built anew."""

    def make(folder: Path) -> Path:
        built = ROOT / "_build/html"
        return built if whole.is_of(built, ROOT) else build(ROOT, folder)

    return shared(tmp_path_factory, "site", make)


class Pages(dict):
    """Parsed pages by name, each parsed when it is first asked for."""

    def __init__(self, site: Path):
        super().__init__()
        self.site = site
        self.names = sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))
        self._ids: dict[str, dict] = {}

    def __missing__(self, name: str) -> BeautifulSoup:
        self[name] = BeautifulSoup((self.site / name).read_text(encoding="utf-8"), "lxml")
        return self[name]

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)

    def keys(self):
        return self.names

    def items(self):
        return [(name, self[name]) for name in self.names]

    def values(self):
        return [self[name] for name in self.names]

    def ids(self, name: str) -> dict:
        """The elements of a page by their ids."""
        if name not in self._ids:
            self._ids[name] = {tag["id"]: tag for tag in self[name].find_all(id=True)}
        return self._ids[name]


@pytest.fixture(scope="session")
def pages(site) -> Pages:
    """The pages of the site, parsed; do not change them."""
    return Pages(site)


# ---- the small book ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """The small book, executed; do not change it."""
    return shared(tmp_path_factory, "small", lambda folder: executed(folder / "book"))


@pytest.fixture
def small_copy(small, tmp_path) -> Path:
    """A copy of the small book that a test may change."""
    return copy_book(tmp_path / "small", small)


@pytest.fixture(scope="session")
def builder(tmp_path_factory) -> Builder:
    """Builds small books, with pictures that all workers share."""
    results = shared(tmp_path_factory, "small-results", lambda folder: folder)
    return Builder(results)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory, small, builder) -> Path:
    """The pages of the small book."""
    return shared(tmp_path_factory, "small-site", lambda folder: builder.site(small, folder))


@pytest.fixture(scope="session")
def unmended(tmp_path_factory, small, builder) -> Path:
    """The pages of the small book as the theme makes them, without the mends of `softpower.site.theme`.

    Its style sheets are whole, and those of any book.
    """
    return shared(tmp_path_factory, "unmended", lambda folder: builder.site(small, folder, unmended=True))


def different(one: Path, other: Path) -> list[str]:
    """Files of two folders that differ, or stand in one of them only."""
    names = sorted(
        {str(p.relative_to(base)) for base in (one, other) for p in base.rglob("*") if p.is_file()}
    )
    return [
        name
        for name in names
        if not ((one / name).is_file() and (other / name).is_file())
        or (one / name).read_bytes() != (other / name).read_bytes()
    ]


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
