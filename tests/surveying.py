"""The page *Analyse a survey here* as tests visit it: a file is chosen, and analysed."""

import re
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from visits import Visit, in_a_browser

from softpower.site.browser import fetch

with_python = [
    *in_a_browser,
    pytest.mark.skipif(
        fetch.package() is None, reason="Python for the browser was not fetched: its page was NOT tested"
    ),
]
PAGE = "chapters/analyse-a-survey.html"
TOOLS = (PAGE, "chapters/check-a-figure.html")
RUSSIAN = ROOT / "tests/data/survey-exports/ru-forms-freq.csv"


def state(page, *wanted: str, seconds: float = 120) -> str:
    """Waits until the page is in one of these states, and returns what it then says."""
    inside = ", ".join(f"#status[data-state={one}]" for one in (*wanted, "error"))
    page.wait_for_selector(inside, timeout=seconds * 1000)
    said = page.inner_text("#status")
    assert page.get_attribute("#status", "data-state") in wanted, said
    return said


KEPT = """window.blobs = new Map(); const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { const address = make.call(URL, blob); blobs.set(address, blob); return address; };"""
CONTENTS = """async () => Object.fromEntries(await Promise.all([...document.querySelectorAll('#report .sp-files a')].map(async (link) =>
  [link.download, await blobs.get(link.href).text()])))"""


class Survey(Visit):
    """The page with a file that was analysed."""

    def __init__(self, browser, site, served, path, language="en", width=1440, **choices):
        context = browser.new_context(viewport={"width": width, "height": 844}, accept_downloads=True)
        context.add_init_script(KEPT)
        super().__init__(context, site, served, f"{PAGE}?lang={language}", scroll=False)
        assert self.page.get_attribute("#status", "data-state") == "idle"
        assert not self.python()  # nothing of it is loaded before a file is chosen
        self.page.set_input_files("#file", path)
        self.said = state(self.page, "ready")
        for name, value in choices.items():
            field = self.page.locator(f"#choose-{name}")
            field.select_option(value) if field.evaluate(
                "field => field.tagName"
            ) == "SELECT" else field.fill(value)

    def python(self) -> list[str]:
        return [url for url in self.asked if re.search(r"/python-[0-9a-f]{12}/", url)]

    def analyse(self) -> dict[str, bytes]:
        """The files that the page offers: the content of its links; one of them is saved as a reader saves it."""
        self.page.click("#analyse")
        state(self.page, "done")
        out = {name: text.encode() for name, text in self.page.evaluate(CONTENTS).items()}
        with self.page.expect_download() as download:
            self.page.click("#report a[download='items.csv']")
        assert Path(download.value.path()).read_bytes() == out["items.csv"]
        with self.page.expect_download() as download:
            self.page.click("#report a[download='survey-report.zip']")
        with zipfile.ZipFile(download.value.path()) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == out
        return out
