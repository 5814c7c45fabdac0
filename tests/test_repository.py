"""What a commit must not hold, and what the README promises."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from conftest import ROOT, shared

from softpower.book import Book

# ls-files wants a repository; a book that was downloaded as an archive has none.
pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")


def tracked():
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_no_path_of_a_machine_and_no_package_index_is_committed():
    forbidden = re.compile(
        r"(?<![\w.:/])/(?:home|root|Users|work)/\w|--(?:extra-)?index.url[ =]http|file:/{3}\w|find.links[ =]/"
    )
    found = [
        (path.name, match[0])
        for path in tracked()
        if path.suffix in (".py", ".md", ".txt", ".toml", ".yml", ".json", ".csv", ".ipynb", ".cff", "")
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
        if path.name != "test_repository.py"
    ]
    assert found == []


def test_every_dependency_is_pinned_exactly():
    lines = (ROOT / "requirements.txt").read_text().split("\n")
    pinned = [line for line in lines if line and not line.startswith("-e .")]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[^ ;]+( ; .+)?", line) for line in pinned)
    names = {line.split("==")[0] for line in pinned}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == []
    extras = project["optional-dependencies"]
    declared = [line for line in extras["survey"] + extras["book"] if not line.startswith("softpower[")]
    assert {re.match(r"[\w.-]+", line)[0].lower() for line in declared} <= names


def test_every_page_of_the_contents_exists_and_every_page_is_in_them():
    listed = set(Book(ROOT).pages())
    written = {
        str(path.relative_to(ROOT).with_suffix(""))
        for folder in ("chapters", "workings")
        for path in (ROOT / folder).iterdir()
        if path.suffix in (".md", ".ipynb")
    } | {"index"}
    assert listed == written


def test_readme_and_makefile_name_the_same_commands():
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", readme)) <= targets
    assert {"book", "test", "check", "lab", "execute", "serve", "bench", "clean", "help"} <= targets


def test_every_pinned_package_has_a_known_licence_and_stands_on_the_page():
    sys.path.insert(0, str(ROOT / "trials"))
    import licences

    page = (ROOT / "docs/licences.md").read_text("utf-8")
    installed = licences.installed()
    assert [name for name in licences.pinned() if not re.search(rf"\b{re.escape(name)}\b", page)] == []
    unknown = {name for name in licences.pinned() if name in installed} - {
        name for name in installed if licences.kind(licences.licence(installed[name]))
    }
    assert unknown == set(), "read its licence file, and say in trials/licences.py what it says"


WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text())


def test_the_workflow_runs_what_ci_runs_and_pins_what_it_uses():
    jobs = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in WORKFLOW["jobs"].items()
    }
    assert jobs["check"] == [".ci/run"] and jobs["publish"] == []
    used = [step["uses"] for job in WORKFLOW["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(re.search(r"@v\d+\.\d+\.\d+$", action) for action in used)


def test_a_release_takes_along_the_printed_book_and_the_data():
    [upload] = [
        step["run"] for step in WORKFLOW["jobs"]["release"]["steps"] if "gh release" in step.get("run", "")
    ]
    assert {"_build/pdf/book.pdf", "_build/html/downloads/data-package.zip"} <= set(upload.split())
    assert WORKFLOW["jobs"]["release"]["needs"] == "check"


FORMS = {
    "vendor.github-workflows": ".github/workflows/*.yml",
    "vendor.github-issue-forms": ".github/ISSUE_TEMPLATE/[!c]*.yml",
    "vendor.github-issue-config": ".github/ISSUE_TEMPLATE/config.yml",
    "vendor.citation-file-format": "CITATION.cff",
}
"""Files that the repository's host or a citation manager reads, with the schema that each is published under."""


def against_schema(schema: str, *files: Path):
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", schema, *files]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("schema", FORMS)
def test_what_a_host_reads_is_as_its_schema_says(schema):
    files = sorted(ROOT.glob(FORMS[schema]))
    run = against_schema(schema, *files)
    assert files and run.returncode == 0, run.stdout + run.stderr


def test_a_form_without_questions_is_no_form(tmp_path):
    (tmp_path / "form.yml").write_text("name: A form\ndescription: It asks nothing.\nbody: []\n")
    assert against_schema("vendor.github-issue-forms", tmp_path / "form.yml").returncode == 1


def test_the_metadata_for_an_archive_say_what_the_citation_says():
    """Zenodo publishes no schema of this file: the fields are those of its documentation of deposits."""
    archived = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert archived["title"] == cited["title"]
    assert [one["name"] for one in archived["creators"]] == [one["name"] for one in cited["authors"]]
    assert archived["keywords"] == cited["keywords"] and archived["license"].upper() in cited["license"]
    needed = {"upload_type", "publication_type", "description", "access_right"}
    assert needed <= set(archived) and archived["access_right"] == "open"


def test_the_newest_entry_of_the_changelog_is_the_version_of_the_package():
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)[1]
    assert newest == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_what_is_named_for_mutations_of_code_is_there():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    named = [*asked["only_mutate"], *asked["also_copy"], *asked["pytest_add_cli_args_test_selection"]]
    assert [pattern for pattern in named if not list(ROOT.glob(pattern))] == []


def test_no_hook_changes_a_notebook():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    touching = [hook["entry"] for hook in hooks if "jupyter" in hook.get("types", hook.get("types_or"))]
    assert len(touching) == 2 and not any("format" in entry or "--fix" in entry for entry in touching)
    declared = (ROOT / "requirements.txt").read_text()
    assert all(f"\n{hook['entry'].split('/')[-1].split()[0]}==" in declared for hook in hooks)


def test_the_house_is_as_contributing_shows_it():
    """Every folder of code and data has its line, and every line its folder."""
    house = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## The house")[1].split("\n## ")[0]
    shown = {
        name.rstrip("/")
        for line in re.findall(r"^\| (.*?) \|", house, re.M)
        for name in re.findall(r"`([^`]+)`", line)
    }
    folders = {str(path.parent.relative_to(ROOT)) for path in tracked()} - {"."}
    tops = {folder.split("/")[0] for folder in folders if not folder.startswith(".")}
    rooms = {"/".join(folder.split("/")[:2]) for folder in folders if folder.startswith("softpower/")}
    assert tops - {"softpower"} | rooms <= shown
    assert [name for name in shown if not any(ROOT.glob(name))] == []


def test_rooms_stand_on_what_is_beneath_them_only():
    """Claims, surveys and codings know neither one another nor pages; what they stand on knows none of them."""
    allowed = {
        "claims": {"rounding", "tables", "claims", "book"},
        "survey": {"rounding", "survey", "files"},
        "coding": {"coding", "files"},
        "scaffold": {"book", "claims", "execute", "files", "scaffold", "tables"},
        "": {
            "book",
            "charts",
            "claims",
            "files",
            "rounding",
            "tables",
            "execute",
            "survey",
            "indices",
            "pocket",
        },
    }
    faults = []
    for path in sorted((ROOT / "softpower").rglob("*.py")):
        inside = path.relative_to(ROOT / "softpower").parts
        room = inside[0] if len(inside) > 1 else ""
        if room == "site" or path.name == "__main__.py":
            continue
        for module, names in re.findall(
            r"^\s*(?:from (softpower[\w.]*) import (.+)|import softpower.*)$", path.read_text("utf-8"), re.M
        ):
            parts = module.split(".")[1:2] or [name.strip(" ()") for name in names.split(",")]
            faults += [
                (str(path.relative_to(ROOT)), part)
                for part in parts
                if part and not part.startswith("__") and part not in allowed[room]
            ]
    assert faults == []


def test_setting_up_fetches_all_that_a_build_needs():
    """After it the network can be cut: packages, and Python for the reader's browser."""
    rule = (ROOT / "Makefile").read_text().split("$(READY):")[1].split("\n\n")[0]
    assert "-r requirements.txt" in rule and "-m softpower.site.browser" in rule


@pytest.mark.parametrize(
    ("base", "kept"), [("pytest-7", "pytest-7/site"), ("pytest-7/popen-gw0", "pytest-7/site")]
)
def test_what_workers_share_stays_within_their_run(tmp_path, monkeypatch, base, kept):
    """Also in a run that a test of a worker starts: it would find there what an earlier run has left."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    (tmp_path / base).mkdir(parents=True)
    shared(SimpleNamespace(getbasetemp=lambda: tmp_path / base), "site", lambda folder: folder)
    assert [path.parent for path in tmp_path.rglob("done")] == [tmp_path / kept]
