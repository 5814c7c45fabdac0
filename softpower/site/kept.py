"""What pages leave behind for the end of the build: kept with Sphinx's environment, page by page."""


class Kept:
    """A store ``{docname: {name: value}}`` that forgets a page when it is read anew or removed."""

    def __init__(self, attribute: str):
        self.attribute = f"softpower_{attribute}"

    def of(self, env) -> dict[str, dict]:
        """The store in `env`, empty at first."""
        if not hasattr(env, self.attribute):
            setattr(env, self.attribute, {})
        return getattr(env, self.attribute)

    def connect(self, app) -> None:
        """Follows Sphinx when it forgets pages, or merges what parallel readers found."""
        app.connect("env-purge-doc", lambda app, env, docname: self.of(env).pop(docname, None))
        app.connect("env-before-read-docs", self._forget)
        app.connect("env-merge-info", self._merge)

    def _forget(self, app, env, docnames) -> None:
        """All pages that are to be read, at once: what has moved from one to another stands on one of them only."""
        for docname in docnames:
            self.of(env).pop(docname, None)

    def _merge(self, app, env, docnames, other) -> None:
        self.of(env).update({name: found for name, found in self.of(other).items() if name in docnames})
