"""Results that take time and depend on nothing but their input, kept from build to build.

Half the time of a build was drawing pictures, and most of a small change's was cutting the same styles and fonts again.
A result's name is a digest of what it is made from, the versions of the programs included, so none can be stale. What
is kept is what another program returned; the book's own work on it is done at each build. Tests compare a kept result
with a fresh one, byte by byte.

They stand in ``_build/.results``, beside the site; SOFTPOWER_RESULTS names another folder, or none: then
nothing is kept.
"""

import hashlib
import json
import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import vl_convert

from softpower import charts

_folder: list[Path] = []  # none before a build begins, or outside of one


def kept(kind: str, made_from: list, make: Callable[[], bytes]) -> bytes:
    """What ``make()`` returns, made or kept. `made_from`: all that it depends on, as JSON can hold it."""
    if not _folder:
        return make()
    key = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:40]
    file = _folder[-1] / f"{key}.{kind}"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        result = make()
    part = file.with_name(f".{file.name}.{os.getpid()}.part")  # a build that is killed leaves no half of one
    part.write_bytes(result)
    os.replace(part, file)
    return result


_DRAWN = {
    "svg": lambda spec: vl_convert.vegalite_to_svg(spec, vl_version=charts.VL_VERSION).encode(),
    "png": lambda spec: vl_convert.vegalite_to_png(spec, vl_version=charts.VL_VERSION, scale=2),
    "vega": lambda spec: json.dumps(vl_convert.vegalite_to_vega(spec, vl_version=charts.VL_VERSION)).encode(),
    "js": lambda snippet: vl_convert.javascript_bundle(snippet, vl_version=charts.VL_VERSION).encode(),
}


def drawn(kind: str, spec: dict | str) -> bytes:
    """A picture ("svg", "png") or the compiled form ("vega") of a spec, or a bundle ("js") of Vega's own code."""
    versions = [version("vl-convert-python"), vl_convert.get_vega_version(), charts.VL_VERSION]
    return kept(kind, [*versions, spec], lambda: _DRAWN[kind](spec))


def _begin(app):
    _folder.clear()
    folder = Path(os.environ.get("SOFTPOWER_RESULTS", Path(app.doctreedir).parent / ".results"))
    if folder == Path():
        return
    folder.mkdir(parents=True, exist_ok=True)
    _folder[:] = [folder]


def setup(app):
    app.connect("builder-inited", _begin, priority=100)
