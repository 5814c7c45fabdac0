"""The data dictionary: every table of the data package with its description, fields and file.

data-dictionary   directive
"""

from docutils import nodes

from softpower import tables
from softpower.site import pieces, reading


class DataDictionary(reading.Drawn):
    """``{data-dictionary}``: every table of the data package, drawn from its description."""

    def draw(self):
        self.env.note_dependency(str(tables.data_folder() / "datapackage.json"))
        return [self._section(name) for name in tables.names()]

    def _section(self, name: str) -> nodes.section:
        described = tables.resource(name)
        anchor = "table-" + name.replace("/", "-")
        section = nodes.section("", nodes.title("", described.title), ids=[anchor])
        pieces.label(self.env, anchor, anchor, described.title)
        up = "../" * self.env.docname.count("/")
        file = nodes.reference("", f"data/{described.path}", refuri=f"{up}data/{described.path}")
        kind = described.custom["class"]
        section += pieces.paragraph(
            pieces.code(name),
            ", ",
            nodes.strong("", kind),
            f" ({tables.CLASSES[kind]}). ",
            described.description + " ",
            file,
        )
        section += self._provenance(described)
        section += pieces.table(
            ["Field", "Type", "Unit", "What it is", "Allowed"],
            [
                (
                    [
                        pieces.code(field.name),
                        field.type,
                        field.custom.get("unit", ""),
                        field.description,
                        _allowed(field),
                    ],
                    {},
                )
                for field in described.schema.fields
            ],
        )
        return section

    def _provenance(self, described) -> nodes.bullet_list:
        facts: list[list[str | nodes.Node]] = []
        if witness := described.custom.get("witness"):
            facts.append([f"Witness: {witness['note']}"])
        for source in described.sources:
            where: list[str | nodes.Node] = [f"Source: {source['title']}"]
            if source.get("locator"):
                where.append(f", {source['locator']}")
            if source.get("path"):
                where += [", ", nodes.reference("", source["path"], refuri=source["path"])]
            facts.append(where)
        facts.append([f"Terms: {described.custom['terms']}"])
        facts += [
            [
                f"Missing: “{value}” means that {meaning}"
                if value
                else f"Missing: an empty cell means that {meaning}"
            ]
            for value, meaning in described.schema.custom.get("missing", {}).items()
        ]
        return nodes.bullet_list("", *(nodes.list_item("", pieces.paragraph(*fact)) for fact in facts))


def _allowed(field) -> str:
    rules = field.constraints
    said = []
    if "enum" in rules:
        said.append("one of: " + ", ".join(map(str, rules["enum"])))
    if "minimum" in rules or "maximum" in rules:
        said.append(f"{rules.get('minimum', '…')} to {rules.get('maximum', '…')}")
    if "pattern" in rules:
        said.append(f"pattern {rules['pattern']}")
    said += [word for word in ("required", "unique") if rules.get(word)]
    return "; ".join(said)


def setup(app):
    app.add_directive("data-dictionary", DataDictionary)
