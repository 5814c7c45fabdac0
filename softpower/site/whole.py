"""A build that was killed is begun anew.

Sphinx writes a page only if its source is newer, so a page that a killed build has left half-written would stay so.
A file beside Sphinx's own notes says that a build is under way; if it is there at the start, the last one did not
end, and what it left is thrown away.
"""

import shutil
from pathlib import Path

LAST = 1000  # after all that other parts do when a build is finished


def _mark(app) -> Path:
    return Path(app.doctreedir) / "unfinished"


def setup(app):
    # Here, not at builder-inited: Sphinx reads its notes on earlier builds before that.
    if _mark(app).exists():
        for folder in (app.outdir, app.doctreedir):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in (app.outdir, app.doctreedir):  # Sphinx may have made them before, and does not look again
        Path(folder).mkdir(parents=True, exist_ok=True)
    _mark(app).touch()
    app.connect("build-finished", _end, priority=LAST)


def _end(app, exception):
    if not exception:
        _mark(app).unlink(missing_ok=True)
