"""A stored chart becomes a figure of the page.

Without a script the reader has a static SVG (two, for wide and narrow columns), title, text alternative and
the data as a table. With one, the live chart takes the SVG's place when it comes near: the spec, compiled to
Vega at build time, and one bundle of Vega alone, both of the site's own. Files of a figure have stable names:
``figures/<name>.csv .json .svg .png``.

figure-of   directive: a figure of another page, shown once more where it is needed
"""

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import vl_convert
from docutils import nodes
from markupsafe import Markup
from sphinx.errors import ExtensionError

from softpower import charts, files
from softpower.book import Book
from softpower.site import browse, reading, results
from softpower.site.kept import Kept
from softpower.site.markup import render

# Names the one module that is used, so that Vega-Lite and vega-embed are left out of the bundle.
BUNDLE_SNIPPET = (
    f'import {{View,parse}} from "/npm/vega@{vl_convert.get_vega_version()}/+esm";window.vega={{View,parse}};'
)

ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def data_tables(spec: dict) -> list[list[dict]]:
    """The datasets behind a figure, each a list of rows."""
    return [rows for rows in spec.get("datasets", {}).values() if rows]


def static_svg(spec: dict, width: int) -> str:
    """A fixed-width SVG of a figure, with ids of its own and one label for the whole image."""
    return ElementTree.tostring(_picture_of(spec, width), encoding="unicode")


def _picture_of(spec: dict, width: int) -> ElementTree.Element:
    picture = ElementTree.fromstring(results.drawn("svg", charts.themed(spec, width)))
    for group in list(picture.iter()):
        for mark in [mark for mark in group if _is_for_pointers(mark)]:
            group.remove(mark)
    ids: dict[str, str] = {}

    def name(found: str) -> str:  # vl-convert counts ids up over a process
        return ids.setdefault(found, f"{spec['usermeta']['name']}-{width}-{len(ids)}")

    for mark in picture.iter():
        for key, value in list(mark.attrib.items()):
            if key == "role" or key.startswith("aria-"):
                del mark.attrib[key]
            elif key == "id":
                mark.set(key, name(value))
            elif "url(#" in value:
                mark.set(key, _REFERENCE.sub(lambda found: f"url(#{name(found[1])})", value))
    picture.set("role", "img")
    picture.set("aria-label", spec["description"])
    return picture


def _is_for_pointers(mark: ElementTree.Element) -> bool:
    """What only a pointer could find (Voronoi cells, invisible marks) has no place in a picture."""
    return mark.get("opacity") == "0" or mark.get("class", "").endswith("voronoi")


def live_script(spec: dict) -> str:
    """The script that hands a figure's compiled Vega spec to charts.js (a script works from file://, too)."""
    compiled = json.loads(results.drawn("vega", charts.themed(spec)))
    compiled.pop("usermeta", None)
    for signal in compiled.get("signals", []):
        if signal["name"] == "width":
            signal.pop("on", None)  # charts.js draws anew when the column changes
    _silence(compiled.get("marks", []))
    text = json.dumps(compiled, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return f'softpower.figure("{spec["usermeta"]["name"]}",{text});\n'


def _silence(marks: list[dict]) -> None:
    """The image as a whole has its text; a label for each of its marks would drown it."""
    for mark in marks:
        mark["aria"] = False
        _silence(mark.get("marks", []))


def as_csv(rows: list[dict]) -> str:
    """Rows of a dataset as CSV."""
    columns = _columns(rows)
    return files.as_csv([columns, *([row.get(column, "") for column in columns] for row in rows)])


def _columns(rows: list[dict]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


def _cells(rows: list[dict]) -> list[list[object]]:
    """The cells of a dataset as a table shows them, nothing for a missing one."""
    columns = _columns(rows)
    return [["" if (value := row.get(column)) is None else value for column in columns] for row in rows]


def csv_name(figure: str, number: int) -> str:
    """The file of a figure's dataset: ``scores.csv``, and ``scores-2.csv`` for a second one."""
    return f"{figure}.csv" if number == 0 else f"{figure}-{number + 1}.csv"


KINDS = {"csv": "data (CSV)", "json": "chart (Vega-Lite)", "svg": "picture (SVG)", "png": "picture (PNG)"}


def _offered(name: str, tables: int) -> list[str]:
    """The names of the files of a figure that a reader can load."""
    return [
        *(csv_name(name, i) for i in range(tables)),
        *(f"{name}.{ending}" for ending in ("json", "svg", "png")),
    ]


def _files_of(name: str, spec: dict) -> list[str]:
    """The names of all files of a figure, the script that draws it among them."""
    return [*_offered(name, len(data_tables(spec))), f"{name}.live.js"]


def _downloads(name: str, tables: int, up: str) -> list[tuple[str, str]]:
    """The files of a figure: address and words."""
    return [(f"{up}figures/{file}", KINDS[file.rsplit(".", 1)[1]]) for file in _offered(name, tables)]


def _picture(spec: dict, width: int, kind: str) -> tuple[str, str, Markup]:
    """The class of a static picture, its height and itself."""
    picture = _picture_of(spec, width)
    return kind, picture.get("height", ""), Markup(ElementTree.tostring(picture, encoding="unicode"))


def _controls(spec: dict) -> list[dict]:
    """Pickers and sliders of a chart, each with the longest of its choices."""
    binds = [param["bind"] for param in spec.get("params", []) if isinstance(param.get("bind"), dict)]
    return [{**bind, "longest": max(map(str, bind.get("options", [""])), key=len)} for bind in binds]


def figure_node(document: nodes.document, spec: dict, docname: str) -> nodes.figure:
    """The docutils figure of a spec, addressable as ``figure-<name>``."""
    node = _drawn(spec, docname)
    node["names"].append(f"figure-{spec['usermeta']['name']}")
    document.note_explicit_target(node)
    return node


def _drawn(stored: dict, docname: str) -> nodes.figure:
    name, about = stored["usermeta"]["name"], stored["usermeta"]
    spec = charts.untitled(stored)
    up = "../" * docname.count("/")
    fixed = not spec["usermeta"]["fluid"]
    pictures = [_picture(spec, charts.WIDE, "sp-wide")]
    if not fixed:
        pictures.append(_picture(spec, charts.NARROW, "sp-narrow"))
    script = hashlib.sha256(live_script(spec).encode()).hexdigest()[:8]
    live = f"{up}figures/{name}.live.js?v={script}"
    chart = render("chart", name=name, live=live, fixed=fixed, binds=_controls(spec), pictures=pictures)
    tables = data_tables(spec)
    datasets = [(_columns(rows), _cells(rows), browse.above(len(rows))) for rows in tables]
    behind = render("behind", name=name, datasets=datasets, files=_downloads(name, len(tables), up))
    picture, below = (nodes.raw("", str(part), format="html") for part in (chart, behind))
    title = nodes.paragraph("", about["title"], classes=["sp-figure-title"])
    measure = nodes.paragraph("", about["subtitle"], classes=["sp-figure-measure"])
    return nodes.figure("", title, measure, picture, below, classes=["sp-figure"])


class shown(nodes.General, nodes.Element):
    """Holds the place of a figure of another page until every page has been read."""


class FigureOf(reading.Drawn):
    """``{figure-of} NAME``: the figure NAME of a working or another chapter, drawn from the one spec that is stored."""

    required_arguments = 1

    def draw(self):
        name = self.arguments[0]
        homes = [path for path in Book(Path(self.env.srcdir)).notebooks() if _shows(path, name)]
        if not homes:
            raise charts.FigureError(f"no notebook shows a figure {name!r}")
        for path in homes:
            self.env.note_dependency(str(path))  # its chart may change
        return [shown(name=name)]


def _shows(notebook: Path, name: str) -> bool:
    return f'"name": "{name}"' in notebook.read_text(encoding="utf-8")


def _place(app, doctree, docname):
    """Puts the figures of other pages in their places."""
    specs = known(app.env)
    for node in list(doctree.findall(shown)):
        if node["name"] not in specs:
            raise ExtensionError(f"{docname}: no page of the book shows a figure {node['name']!r}")
        figure = _drawn(specs[node["name"]], docname)
        figure["ids"].append(f"figure-{node['name']}")
        node.replace_self(figure)
    _number(doctree, docname)


def _count_by_chapter(app, config) -> None:
    """Sphinx would count through the book; its LaTeX extension, which Jupyter Book brings along, asks for that."""
    config.numfig = False


_NUMBERED = re.compile(r"(chapters|workings)/0*(\d+)-")


def _number(doctree, docname: str) -> None:
    """Figures of a chapter count from its number: 2.1; those of a working with a W before: W2.1."""
    if not (page := _NUMBERED.match(docname)):
        return
    head = f"Figure {'W' * (page[1] == 'workings')}{page[2]}"
    figures = [node for node in doctree.findall(nodes.figure) if "sp-figure" in node["classes"]]
    for place, figure in enumerate(figures, 1):
        figure[0].insert(0, nodes.inline("", f"{head}.{place} ", classes=["sp-figure-number"]))


def remember(env, docname: str, spec: dict) -> None:
    """Notes a figure for its files. Raises FigureError if two figures of the book share a name."""
    store = _figures.of(env)
    name = spec["usermeta"]["name"]
    for other, specs in store.items():
        if name in specs and other != docname:
            raise charts.FigureError(f"two figures are named {name!r}: in {other} and {docname}")
    if name in store.setdefault(docname, {}):
        raise charts.FigureError(f"two figures are named {name!r} in {docname}")
    store[docname][name] = spec
    _read_now.add(name)


def known(env) -> dict[str, dict]:
    """The specs of all figures of the book, by name."""
    return {name: spec for specs in _figures.of(env).values() for name, spec in specs.items()}


def named_on(env, docname: str) -> list[str]:
    """The names of a page's figures, in their order."""
    return list(_figures.of(env).get(docname, {}))


_figures = Kept("figures")
_read_now: set[str] = set()  # figures of pages that this build has read anew


def drawn(env) -> list[tuple[str, str, dict]]:
    """Every figure of the book: page, name, spec."""
    return [
        (page, name, spec) for page, specs in sorted(_figures.of(env).items()) for name, spec in specs.items()
    ]


def _bundle(app):
    """Vega's own code as a file named by its content, offered beside the other static files."""
    if app.builder.format != "html":
        return
    folder = Path(app.doctreedir) / "softpower"
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(folder.glob("vega-*.js"))
    if not found:
        # Its one-letter names clash with Sphinx's own `_`: wrap it in a function.
        code = "(()=>{" + results.drawn("js", BUNDLE_SNIPPET).decode() + "})();"
        found = [folder / f"vega-{hashlib.sha256(code.encode()).hexdigest()[:8]}.js"]
        found[0].write_text(code, encoding="utf-8")
    # Jupyter Book adds every script under _static/ to every page; a folder appended here it leaves alone.
    app.config.html_static_path.append(str(folder))
    app.add_js_file("charts.js", loading_method="defer", **{"data-bundle": found[0].name})


def _write_files(app, exception):
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "figures"
    folder.mkdir(exist_ok=True)
    specs = known(app.env)
    files.keep_only(folder, [file for name, spec in specs.items() for file in _files_of(name, spec)])
    for name, spec in specs.items():
        if name in _read_now or not (folder / f"{name}.json").exists():
            _write_figure(folder, name, spec)


def _write_figure(folder: Path, name: str, spec: dict) -> None:
    wide = {**charts.themed(spec, charts.WIDE), "background": "white"}
    black = json.loads(json.dumps(wide).replace(charts.INK, "#222222"))
    picture = results.drawn("png", black)
    portable = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        **charts.themed(spec, charts.WIDE),
    }
    (folder / f"{name}.svg").write_text(static_svg(black, charts.WIDE) + "\n", encoding="utf-8")
    (folder / f"{name}.png").write_bytes(picture)
    (folder / f"{name}.live.js").write_text(live_script(charts.untitled(spec)), encoding="utf-8")
    for i, rows in enumerate(data_tables(spec)):
        (folder / csv_name(name, i)).write_text(as_csv(rows), encoding="utf-8")
    described = json.dumps(portable, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{name}.json").write_text(described, encoding="utf-8")  # last: it says that all are there


def setup(app):
    app.connect("config-inited", _count_by_chapter, priority=900)
    app.add_node(shown)
    app.add_directive("figure-of", FigureOf)
    app.connect("doctree-resolved", _place)
    app.connect("builder-inited", _bundle)
    _figures.connect(app)
    app.connect("build-finished", _write_files)
