"""Claims as things that the book's search finds: by their ids, by words of their statements, each at its row.

And terms of the glossary, which Sphinx forgets to keep: after a page was changed, the index had those of that page only,
and still named words that no page had any more.
"""

from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.util.index_entries import split_index_msg

from softpower import claims
from softpower.site import reading
from softpower.site.kept import Kept

_terms = Kept("terms")


class ClaimDomain(Domain):
    """Offers each claim of the register to Sphinx's search index; it has no roles or directives of its own."""

    name = "claim"
    label = "Claims"
    object_types = {"claim": ObjType("claim")}  # noqa: RUF012

    def get_objects(self):
        register = next((doc for doc in self.env.found_docs if doc.endswith("claims")), None)
        for paper in claims.registered(drafts=True) if register else []:
            judged = reading.with_verdicts(paper)
            for row in judged.itertuples() if judged is not None else []:
                # Sphinx takes what stands before a last full stop for the name of a module.
                shown = f"{row.claim_id} – {row.statement}".rstrip(".").replace(". ", "; ")
                yield row.claim_id, shown, "claim", register, f"claim-{row.claim_id}", 1

    def merge_domaindata(self, docnames, otherdata):
        pass


def _note_terms(app, doctree):
    if found := [node.deepcopy() for node in doctree.findall(addnodes.index)]:
        _terms.of(app.env)[app.env.docname] = {"index": found}


def _terms_again(app):
    """Gives the search index the terms of pages that this build does not write, and takes words away that no page has."""
    indexer = getattr(app.builder, "indexer", None)
    for page, found in _terms.of(app.env).items() if indexer else ():
        if page not in indexer._index_entries:
            kept = {
                (word, target or "", main)
                for node in found["index"]
                for kind, value, target, main, _ in node["entries"]
                for word in split_index_msg(kind, value)
            }
            indexer._index_entries[page] = sorted(kept)
    for words in (indexer._mapping, indexer._title_mapping) if indexer else ():
        for word in [word for word, found in words.items() if not found]:
            del words[word]  # of a page that has it no more
    return ()


def setup(app):
    _terms.connect(app)
    app.connect("doctree-read", _note_terms)
    app.connect("html-collect-pages", _terms_again)
    app.add_domain(ClaimDomain)
