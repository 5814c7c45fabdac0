"""What the book stands on: every pinned package with version, licence and who asks for it. ``make licences``.

Read from the metadata of the packages that are installed, which their makers wrote; nothing is looked up. A package
that names no licence there is listed in `STATED` with where its licence was read instead.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/licences.md"
STATED = {"axe-playwright-python": "MIT"}
"""Packages whose metadata name no licence: the licence, as the file in the package says."""

KINDS = {
    "permissive": r"MIT|BSD|Apache|ISC|PSF|Python Software|HPND|Unlicense|Zlib|zlib|CC0|0BSD|Public Domain|CNRI|WTFPL|ZPL",
    "weak copyleft": r"MPL|Mozilla|LGPL|Lesser",
    "copyleft": r"GPL|General Public",
}


def name_of(text: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", text).lower()


def licence(package: metadata.Distribution) -> str:
    """The licence that a package's metadata give: expression, else classifiers, else the first line of the text."""
    found = package.metadata
    if expression := found.get("License-Expression"):
        return expression
    classes = [
        line.split(" :: ")[-1] for line in found.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    classes = [name for name in classes if name != "OSI Approved"]
    if classes:
        return ", ".join(sorted(set(classes)))
    text = (found.get("License") or "").strip().splitlines()
    return text[0][:60] if text and text[0] not in ("UNKNOWN",) else STATED.get(name_of(found["Name"]), "")


def kind(text: str) -> str:
    """permissive, weak copyleft, copyleft, or nothing if none is known. Of several to choose from, the freest."""
    return next((kind for kind, pattern in KINDS.items() if re.search(pattern, text)), "")


def pinned() -> list[str]:
    """Names in requirements.txt, without the book itself and without those that other systems need."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [name_of(line.split("==")[0]) for line in lines if "==" in line]


def installed() -> dict[str, metadata.Distribution]:
    return {name_of(package.metadata["Name"]): package for package in metadata.distributions()}


def named() -> dict[str, str]:
    """What pyproject.toml asks for, with the reason that stands beside it."""
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    found = (re.match(r'    "([\w.-]+)[\[><=~][^"]*",\s*(?:# (.*))?', line) for line in lines)
    return {name_of(match[1]): match[2] or "" for match in found if match}


def asked_by(packages: dict[str, metadata.Distribution]) -> dict[str, set[str]]:
    """For each package, those that require it (not as an extra)."""
    found: dict[str, set[str]] = {}
    for name, package in packages.items():
        for line in package.requires or []:
            if "extra ==" not in line:
                found.setdefault(name_of(re.match(r"[\w.-]+", line)[0]), set()).add(name)
    return found


def page() -> str:
    packages, direct = installed(), named()
    askers = asked_by({name: packages[name] for name in pinned() if name in packages})
    lines = [
        "# Packages that the book stands on",
        "",
        "Written by `make licences` from the metadata of the pinned packages, as their makers give it. None of them is "
        "part of this repository; each stays under its own licence. The site itself carries the theme's files, the "
        "Vega bundle (BSD-3-Clause) and a cut of Font Awesome's icon font (SIL OFL 1.1).",
        "",
        "| package | version | licence | kind | why it is here |",
        "|---|---|---|---|---|",
    ]
    absent = []
    for name in pinned():
        if name not in packages:
            absent.append(name)
            continue
        found = packages[name]
        text = licence(found)
        why = (
            f"**named**: {direct[name]}".rstrip(": ")
            if name in direct
            else ", ".join(sorted(askers.get(name, ()))[:4])
        )
        lines.append(
            f"| {name} | {found.version} | {text.replace('|', '/')} | {kind(text) or 'UNKNOWN'} | {why} |"
        )
    lines += [
        "",
        f"Pinned for other systems or Pythons, not installed here: {', '.join(absent) or 'none'}.",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    unknown = [name for name in pinned() if name in installed() and not kind(licence(installed()[name]))]
    print(
        f"Wrote {PAGE.relative_to(ROOT)}: {len(pinned())} pinned packages; without a known licence: {unknown or 'none'}"
    )
    return int(bool(unknown))


if __name__ == "__main__":
    sys.exit(main())
