"""What a reader may change in a story becomes a form of the page; its script comes only where there is one."""

import json

from docutils import nodes

from softpower.site.markup import render


class tried(nodes.General, nodes.Element):
    """A form, with its sentence."""


def node(content: dict) -> tried:
    """The node of what `softpower.trying` stores."""
    return tried(content=content, ids=[f"try-{content['name']}"])


def _visit(writer, node):
    content = node["content"]
    given = {key: content[key] for key in ("tenths", "holders", "presets") if key in content}
    writer.body.append(render("trying", **{"rows": [], "presets": [], **content}, given=json.dumps(given)))
    raise nodes.SkipNode


def _style(app, pagename, templatename, context, doctree):
    if doctree is not None and next(doctree.findall(tried), None):
        app.add_css_file("trying.css")
        app.add_js_file("trying.js", loading_method="defer")


def setup(app):
    app.add_node(tried, html=(_visit, None))
    app.connect("html-page-context", _style)
