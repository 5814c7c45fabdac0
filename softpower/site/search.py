"""Claims as things that the book's search finds: by their ids, by words of their statements, each at its row."""

from sphinx.domains import Domain, ObjType

from softpower import claims, tables


class ClaimDomain(Domain):
    """Offers each claim of the register to Sphinx's search index; it has no roles or directives of its own."""

    name = "claim"
    label = "Claims"
    object_types = {"claim": ObjType("claim")}  # noqa: RUF012

    def get_objects(self):
        register = next((doc for doc in self.env.found_docs if doc.endswith("claims")), None)
        for paper in claims.registered() if register else []:
            for row in tables.read(f"{paper}/claims").itertuples():
                # Sphinx takes what stands before a last full stop for the name of a module.
                shown = f"{row.claim_id} – {row.statement}".rstrip(".").replace(". ", "; ")
                yield row.claim_id, shown, "claim", register, f"claim-{row.claim_id}", 1

    def merge_domaindata(self, docnames, otherdata):
        pass


def setup(app):
    app.add_domain(ClaimDomain)
