"""Coded text as files of the site, for programs of qualitative data analysis (REFI-QDA).

qda-export   directive: makes ``exports/<name>.qdc`` and ``.qdpx`` from tables at each build, and links them
"""

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from softpower import coding
from softpower.site import pieces, reading
from softpower.site.kept import Kept

_files = Kept("exports")


class QdaExport(reading.Drawn):
    """``{qda-export} NAME``: two files with codebook and coded passages, drawn from data.

    Options: the tables ``codebook`` and ``passages``; of the latter, the columns ``unit``, ``source``, ``text``
    and ``codes`` (pairs COLUMN=VARIABLE); ``title``, the project's name.
    """

    required_arguments = 1
    option_spec: ClassVar = {
        option: directives.unchanged_required
        for option in ("codebook", "passages", "unit", "source", "text", "codes", "title")
    }

    def draw(self):
        name, asked = self.arguments[0], self.options
        codebook = reading.read(self.env, asked["codebook"])
        coded = coding.passages(
            reading.read(self.env, asked["passages"]).set_index(asked["unit"]),
            source=asked["source"],
            text=asked["text"],
            codes=dict(pair.split("=") for pair in asked["codes"].split()),
        )
        files = {
            f"{name}.qdc": coding.codebook_file(codebook),
            f"{name}.qdpx": coding.project_file(asked["title"], codebook, coded),
        }
        _files.of(self.env).setdefault(self.env.docname, {}).update(files)
        up = "../" * self.env.docname.count("/")
        items = [
            nodes.list_item("", pieces.paragraph(_link(f"{up}exports/{file}", file), said))
            for file, said in zip(
                files, (": the codebook", ": the project, with paraphrases as sources"), strict=True
            )
        ]
        return [nodes.bullet_list("", *items)]


def _link(address: str, text: str) -> nodes.reference:
    return nodes.reference("", text, refuri=address)


def _write(app, exception):
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "exports"
    for files in _files.of(app.env).values():
        folder.mkdir(exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)


def setup(app):
    app.add_directive("qda-export", QdaExport)
    _files.connect(app)
    app.connect("build-finished", _write)
