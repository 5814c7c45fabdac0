"""What a commit must not hold, and what the README promises."""

import re
import subprocess
import tomllib

import pytest
import yaml
from conftest import ROOT

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
    pinned = [line for line in lines if line and line != "-e ."]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[^ ;]+( ; .+)?", line) for line in pinned)
    names = {line.split("==")[0] for line in pinned}
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {re.match(r"[\w.-]+", line)[0].lower() for line in declared} <= names


def test_every_page_of_the_contents_exists_and_every_page_is_in_them():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = {toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])}
    written = {
        str(path.relative_to(ROOT).with_suffix(""))
        for path in (ROOT / "chapters").iterdir()
        if path.suffix in (".md", ".ipynb")
    } | {"index"}
    assert listed == written


def test_readme_and_makefile_name_the_same_commands():
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", readme)) <= targets
    assert {"book", "test", "check", "lab", "execute", "serve", "bench", "clean", "help"} <= targets
