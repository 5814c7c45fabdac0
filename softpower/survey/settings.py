"""What a reader asks of a report."""

from dataclasses import dataclass

from softpower.survey.codebook import Cuts
from softpower.survey.words import Words


@dataclass(frozen=True)
class Settings:
    """What was asked for. `cuts` are those of scales without cut points in the codebook; None: no bands of them."""

    responses: str
    codebook: str
    group: str | None = None
    weight: str | None = None
    cuts: Cuts | None = None
    tie: str = "low"
    min_answered: int | None = None
    confidence: float = 0.95
    sample: str | None = None
    tests: str | None = None
    rescale: bool = False
    missing_group: str = "label"
    missing_weight: str = "refuse"
    not_items: tuple[str, ...] = ()
    min_cell: int = 5
    formats: tuple[str, ...] = ("html",)
    title: str | None = None
    date: str | None = None
    language: str = "en"

    @property
    def level(self) -> float | None:
        """The confidence of intervals; None where there are none, since respondents were not drawn at random."""
        return self.confidence if self.sample in (None, "probability") else None

    def heading(self, words: Words) -> str:
        return self.title or words("report", name=self.responses)
