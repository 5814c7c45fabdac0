"""What pages depend on that is less than a file.

Sphinx reads a page anew when a file that it depends on has changed. Every chapter links the ids of claims, and so would
depend on every row of every register; but only the ids matter to it. A page can depend on a *fact* instead: a named
value, asked again at the beginning of each build. If it is another one, the pages that noted it are read anew.
"""

import hashlib
from collections.abc import Callable

from softpower.site.kept import Kept

_noted = Kept("facts")
_asked: dict[str, Callable[[], object]] = {}


def fact(name: str, ask: Callable[[], object]) -> None:
    """Names a fact: ``ask()`` says what it is now."""
    _asked[name] = ask


def depend(env, name: str) -> None:
    """Notes that the current page depends on a fact. Raises KeyError for one that is not named."""
    _noted.of(env).setdefault(env.docname, {})[name] = _now(env.app, name)


def _now(app, name: str) -> str:
    """A digest of a fact, asked once a build."""
    known = app.__dict__.setdefault("softpower_facts", {})
    if name not in known:
        known[name] = hashlib.sha256(repr(_asked[name]()).encode()).hexdigest()
    return known[name]


def _outdated(app, env, added, changed, removed) -> list[str]:
    return [
        page
        for page, facts in _noted.of(env).items()
        if page in env.found_docs
        and any(name not in _asked or _now(app, name) != value for name, value in facts.items())
    ]


def setup(app):
    _noted.connect(app)
    app.connect("env-get-outdated", _outdated)
