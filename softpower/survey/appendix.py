"""The end of a report: how its figures were computed, and what was asked for."""

from softpower import rounding
from softpower.survey.elements import table
from softpower.survey.settings import Settings
from softpower.survey.tally import Tally
from softpower.survey.words import Words


def settings_table(tally: Tally, settings: Settings, words: Words) -> str:
    least = "half of the scale's items" if settings.min_answered is None else str(settings.min_answered)
    bands = "as the codebook says by scale; no bands of other scales"
    if settings.cuts:
        low, high = (rounding.shown(point, 6) for point in settings.cuts.points)
        bands = f"Low up to {low}, High from {high}, unless the codebook gives a scale its own"
    lines: list[list] = [
        ["responses", settings.responses],
        ["codebook", settings.codebook],
        ["respondents", tally.n],
        ["sample", settings.sample or "not said"],
        ["group", f"{settings.group} (without one: {settings.missing_group})" if settings.group else "none"],
        [
            "weight",
            f"{settings.weight} (without one: {settings.missing_weight})" if settings.weight else "none",
        ],
        ["bands", f"{bands}; ties {settings.tie}"],
        ["score", f"mean of the answered items, at least {least}, reverse-keyed items reversed"],
        ["intervals", f"{100 * settings.level:g} %" if settings.level else "none"],
        ["tests", f"Brunner and Munzel, Holm over: {settings.tests}" if settings.tests else "none"],
        ["smallest cell by group", settings.min_cell],
    ]
    return table([words("setting"), words("value")], lines, words("settings"), texts=2)


METHOD = """
<p lang="en">A <em>scale score</em> is the mean of a respondent's answered items; an answer x of a reverse-keyed item counts
as lowest + highest &minus; x. Whether a score lies above a cut point is decided on whole numbers (the sum of
the answers against the cut point times their number), so that no rounding moves anyone across it. <em>Top two</em> is
the share of the two highest answers; the <em>net score</em> is that share less the share of the two lowest, in points; of
an item from 0 to 10 it is 9 and 10 less 0 to 6.</p>
<p lang="en"><em>Cronbach's alpha</em> (1951) is k / (k &minus; 1) times 1 &minus; the sum of item variances over the variance
of the sum, over respondents who answered all k items; its interval is Feldt's (1965); standardised alpha is that of
the correlations. <em>McDonald's omega</em> (1999, total, one factor) is (&Sigma;&lambda;)&sup2; / ((&Sigma;&lambda;)&sup2; + &Sigma;u), with
loadings &lambda; and unique variances u of a one-factor model fitted by maximum likelihood; it is given for four items or
more if the model converges and leaves every item a variance of its own. The <em>item-rest correlation</em> sets an item
against the sum of the others.</p>
<p lang="en"><em>Intervals</em> of single answers are Wilson's (1927), each on its own; those of bands are Goodman's (1965), all
three of a group together, and an approximation for large groups. Both say what drawing respondents at random would
leave open. They know nothing of who was not reached, who refused, or how a question was put.</p>
<p lang="en"><em>Differences</em>: the probability of superiority is P(X &gt; Y) + P(X = Y) / 2, with Brunner and Munzel's (2000)
variance and an interval on the logit scale; differences of means have Welch's interval, in standard deviations they
are Hedges' (1981) g. Missing answers are never filled in.</p>
"""

WEIGHTED = """
<p lang="en">There is a <em>weight</em>: shares, means, correlations and alpha are weighted, n counts respondents. For intervals, n
is Kish's (1965) effective size, the squared sum of weights over the sum of squared weights. That accounts for
unequal weights, not for strata or clusters of the design: intervals are too narrow if clustered.</p>
"""
