"""Exchange with programs of qualitative data analysis: REFI-QDA 1.5 of the Rotterdam Exchange Format Initiative.

`codebook_file` makes a ``.qdc``, `project_file` a ``.qdpx``; both can be read back unchanged. The schemas (www.qdasoftware.org)
are published at http://schema.qdasoftware.org/versions/ and are under the MIT licence.
"""

import io
import re
import uuid
import zipfile
import zlib
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree

import pandas as pd

from softpower import files
from softpower.coding.codebook import CODEBOOK_COLUMNS, CodingError

MOST_BYTES = 50 * 2**20
"""What a part of a project may be when unpacked: a few hundred kilobytes can unpack to any size."""


class Passage(NamedTuple):
    """A coded passage: its name, the source it stands in, its text, and codes as (variable, code)."""

    name: str
    source: str
    text: str
    codes: tuple[tuple[str, str], ...]


_CODEBOOK_NS, _PROJECT_NS = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:softpower:coding")
_FIELDS = CODEBOOK_COLUMNS[2:]
_CODER = "The book's agreed coding"


def _guid(*parts: str) -> str:
    """An identifier that depends on nothing but the names: equal data give equal files."""
    return str(uuid.uuid5(_OURS, "\x1f".join(parts)))


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _child(parent, tag: str, text: str = "", **attributes: str):
    for value in (text, *attributes.values()):
        if found := _NOT_XML.search(value):
            raise CodingError(f"{value[:60]!r}: XML cannot hold the sign {found[0]!r}")
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _add_codes(parent, codebook: pd.DataFrame) -> None:
    """The codes below their variables; a variable is a code that cannot be given."""
    codes = _child(parent, "Codes")
    for variable, group in codebook.groupby("variable", sort=False):
        node = _child(codes, "Code", guid=_guid("variable", variable), name=variable, isCodable="false")
        for row in group.to_dict("records"):
            leaf = _child(
                node, "Code", guid=_guid("code", variable, row["code"]), name=row["code"], isCodable="true"
            )
            _child(leaf, "Description", "\n".join(f"{field}: {row[field]}" for field in _FIELDS))


def _as_xml(root) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def codebook_file(codebook: pd.DataFrame) -> bytes:
    """A codebook as the bytes of a REFI-QDA ``.qdc`` file (XML). Raises KeyError for a missing column."""
    root = ElementTree.Element("CodeBook", {"xmlns": _CODEBOOK_NS, "origin": "softpower"})
    _add_codes(root, codebook[CODEBOOK_COLUMNS])
    return _as_xml(root)


class _NoDoctype(ElementTree.TreeBuilder):
    """Builds a tree, and stops before a document type can define entities: bombs, and files of this machine."""

    def doctype(self, name, pubid, system):
        raise CodingError(
            "a document type stands in the file: REFI's have none, and it could define entities"
        )


def _parsed(data: bytes):
    try:
        return ElementTree.fromstring(data, ElementTree.XMLParser(target=_NoDoctype()))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        if isinstance(error, CodingError):
            raise
        raise CodingError(f"not readable as XML ({error})") from None


def read_codebook(data: bytes) -> pd.DataFrame:
    """The codebook in a ``.qdc`` that `codebook_file` made. Raises CodingError for any other file."""
    return _codebook(_parsed(data), f"{{{_CODEBOOK_NS}}}")


def _codebook(root, ns: str) -> pd.DataFrame:
    rows, found = [], None if root is None else root.find(f"{ns}Codes")
    if found is None:
        raise CodingError("no codebook in the file, or one of another version of REFI-QDA")
    for variable in found:
        for code in variable.findall(f"{ns}Code"):
            lines = code.findtext(f"{ns}Description", "").split("\n")
            told = dict(line.split(": ", 1) for line in lines if ": " in line)
            if list(told) != _FIELDS:
                raise CodingError(f"code {code.get('name')!r}: its description lacks {', '.join(_FIELDS)}")
            rows.append({"variable": variable.get("name"), "code": code.get("name"), **told})
    return pd.DataFrame(rows, columns=CODEBOOK_COLUMNS)


def project_file(name: str, codebook: pd.DataFrame, passages: Iterable[Passage]) -> bytes:
    """Coded passages as the bytes of a REFI-QDA ``.qdpx`` file (a ZIP with project.qde and the sources).

    Each source is a plain text with one passage a line, headed by the passage's name. Equal input gives equal
    bytes. Raises CodingError for a code that the codebook lacks or a passage of several lines.
    """
    passages = list(passages)
    known = set(codebook[["variable", "code"]].itertuples(index=False, name=None))
    for passage in passages:
        if unknown := [
            f"{variable} {code}" for variable, code in passage.codes if (variable, code) not in known
        ]:
            raise CodingError(
                f"{passage.name}: codes that the codebook does not define: {', '.join(unknown)}"
            )
        if "\n" in passage.name + passage.text:
            raise CodingError(f"{passage.name}: a passage is one line of text")
    root = ElementTree.Element(
        "Project",
        {"xmlns": _PROJECT_NS, "name": name, "origin": "softpower", "creatingUserGUID": _guid("user")},
    )
    _child(_child(root, "Users"), "User", guid=_guid("user"), name=_CODER)
    _add_codes(_child(root, "CodeBook"), codebook)
    sources, texts = _child(root, "Sources"), {}
    for source in dict.fromkeys(passage.source for passage in passages):
        guid = _guid("source", name, source)
        texts[f"Sources/{guid}.txt"] = _add_source(
            sources, guid, source, [p for p in passages if p.source == source]
        )
    return files.archive(
        {"project.qde": _as_xml(root), **{path: text.encode() for path, text in texts.items()}},
        first="project.qde",
    )


def _add_source(parent, guid: str, source: str, passages: list[Passage]) -> str:
    """Adds a source with its coded selections and returns its text; positions count characters from 0."""
    node = _child(parent, "TextSource", guid=guid, name=source, plainTextPath=f"internal://{guid}.txt")
    text = ""
    for passage in passages:
        start = len(text) + len(passage.name) + 2
        text += f"{passage.name}: {passage.text}\n"
        where = {"startPosition": str(start), "endPosition": str(len(text) - 1)}
        selection = _child(
            node, "PlainTextSelection", guid=_guid("passage", guid, passage.name), name=passage.name, **where
        )
        for variable, code in passage.codes:
            coded = _guid("coding", guid, passage.name, variable, code)
            coding = _child(selection, "Coding", guid=coded, creatingUser=_guid("user"))
            _child(coding, "CodeRef", targetGUID=_guid("code", variable, code))
    return text


def read_project(data: bytes) -> tuple[str, pd.DataFrame, list[Passage]]:
    """Name, codebook and passages of a ``.qdpx`` that `project_file` made; nothing is unpacked to disk.

    Raises CodingError for any other file: no ZIP, parts that are missing or larger than `MOST_BYTES`, sources
    outside it, positions outside a source, codes that its codebook does not define.
    """
    ns = f"{{{_PROJECT_NS}}}"
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise CodingError(f"not a whole .qdpx file ({error})") from None
    with archive:
        root = _parsed(_part(archive, "project.qde"))
        codebook = _codebook(root.find(f"{ns}CodeBook"), ns)
        names = {
            code.get("guid"): (variable.get("name"), code.get("name"))
            for variable in root.find(f"{ns}CodeBook/{ns}Codes")
            for code in variable.findall(f"{ns}Code")
        }
        passages = [
            _passage(selection, source.get("name"), text, names, ns)
            for source in root.iter(f"{ns}TextSource")
            for text in [_source_text(archive, source.get("plainTextPath", ""))]
            for selection in source.findall(f"{ns}PlainTextSelection")
        ]
    return root.get("name"), codebook, passages


def _part(archive: zipfile.ZipFile, path: str) -> bytes:
    """A file of an archive, in memory only."""
    try:
        with archive.open(path) as file:
            found = file.read(MOST_BYTES + 1)
    except KeyError:
        raise CodingError(f"{path} is not in the file") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise CodingError(f"{path} cannot be unpacked ({error})") from None
    if len(found) > MOST_BYTES:
        raise CodingError(f"{path} is larger than {MOST_BYTES // 2**20} MiB when unpacked")
    return found


def _source_text(archive: zipfile.ZipFile, path: str) -> str:
    inside = path.removeprefix("internal://")
    if inside == path or "/" in inside or "\\" in inside:
        raise CodingError(f"the source {path!r} lies outside the file")
    try:
        return _part(archive, f"Sources/{inside}").decode()
    except UnicodeDecodeError:
        raise CodingError(f"the source {path!r} is not UTF-8") from None


def _passage(selection, source: str, text: str, names: dict, ns: str) -> Passage:
    name, ends = selection.get("name"), []
    for which in ("startPosition", "endPosition"):
        said = selection.get(which, "")
        if not re.fullmatch("[0-9]{1,12}", said) or int(said) > len(text):
            raise CodingError(f"passage {name!r}: the position {said!r} is not in the source {source!r}")
        ends.append(int(said))
    refs = [ref.get("targetGUID") for ref in selection.iter(f"{ns}CodeRef")]
    if unknown := [ref for ref in refs if ref not in names]:
        raise CodingError(f"passage {name!r}: no code of the codebook has the identifier {unknown[0]!r}")
    return Passage(name, source, text[slice(*ends)], tuple(names[ref] for ref in refs))


def passages(coded: pd.DataFrame, *, source: str, text: str, codes: dict[str, str]) -> list[Passage]:
    """The rows of a coded table, indexed by unit, as passages.

    `source` and `text` name columns; `codes` maps columns to the variable of the codebook that they code.
    """

    def given(row) -> tuple[tuple[str, str], ...]:
        cells = ((variable, row[column]) for column, variable in codes.items() if not pd.isna(row[column]))
        return tuple((variable, code) for variable, cell in cells for code in cell.split())

    return [Passage(str(unit), row[source], row[text], given(row)) for unit, row in coded.iterrows()]
