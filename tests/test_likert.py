"""The engine of a Likert survey: published figures, definitions by hand, other programs, and merging."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import dask
import numpy as np
import pandas as pd
import pingouin
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from scipy import stats

from softpower import likert, tables
from softpower.likert import Cuts, Item, SurveyError, tally
from softpower.survey import responses

OPEN = ROOT / "tests/data"


def codebook(keys: dict[str, str], lowest: int, highest: int) -> likert.Codebook:
    """Items of several scales; a name that starts with - is reverse-keyed."""
    return tuple(
        Item(name.removeprefix("-"), "", scale, name.startswith("-"), lowest, highest)
        for scale, names in keys.items()
        for name in names.split()
    )


def open_data(name: str) -> pd.DataFrame:
    return pd.read_csv(OPEN / f"{name}.csv", dtype={"respondent": "str"})


def with_medians(frame: pd.DataFrame) -> pd.DataFrame:
    """Missing answers filled with the item's median: what psych's scoreItems does before it computes alpha."""
    return frame.fillna(frame.drop(columns="respondent").median())


def random_survey(n=400, seed=1, missing=0.1) -> tuple[pd.DataFrame, likert.Codebook]:
    """Made-up answers of two scales, some missing, with groups and weights: synthetic, for these tests only."""
    rng = np.random.default_rng(seed)
    book = codebook({"a": "a1 -a2 a3 a4", "b": "b1 b2 -b3"}, 1, 5)
    trait = rng.normal(size=n)
    frame = pd.DataFrame({"respondent": [f"r{i}" for i in range(n)]})
    for item in book:
        sign = -1 if item.reverse else 1
        raw = np.clip(np.round(3 + sign * trait + rng.normal(size=n)), 1, 5)
        frame[item.name] = np.where(rng.random(n) < missing, np.nan, raw)
    frame["city"] = rng.choice(["Almaty", "Astana", "Oral"], n)
    frame["weight"] = rng.choice([0.5, 1.0, 2.25], n)
    return frame, book


# ---- reliabilities that others published: tests/data/README.md has sources, pages and licences -----------


BFI = {
    "agree": "-A1 A2 A3 A4 A5",
    "conscientious": "C1 C2 C3 -C4 -C5",
    "extraversion": "-E1 -E2 E3 E4 E5",
    "neuroticism": "N1 N2 N3 N4 N5",
    "openness": "O1 -O2 O3 O4 -O5",
}
MSQ = {
    "EA": "active alert aroused -sleepy -tired -drowsy",
    "TA": "anxious jittery nervous -calm -relaxed -at.ease",
    "EAp": "active alert aroused",
    "EAn": "sleepy tired drowsy",
    "TAp": "anxious jittery nervous",
    "TAn": "calm relaxed at.ease",
}
# Revelle, An introduction to the psych package: Part II (20 September 2022), page 52
PUBLISHED_BFI = {
    "agree": "0.7",
    "conscientious": "0.72",
    "extraversion": "0.76",
    "neuroticism": "0.81",
    "openness": "0.6",
}
# Revelle, Using R to score personality scales (24 September 2022), page 16
PUBLISHED_MSQ = {"EA": "0.87", "TA": "0.75", "EAp": "0.81", "EAn": "0.93", "TAp": "0.64", "TAn": "0.8"}
PUBLISHED_MSQ_DIAGONAL = {
    "EA": "0.874",
    "TA": "0.7515",
    "EAp": "0.806",
    "EAn": "0.927",
    "TAp": "0.638",
    "TAn": "0.800",
}


def printed(value: float, string: str) -> str:
    """`value` with as many digits as the published string; R drops final zeros of a rounded value."""
    return f"{value:.{len(string.split('.')[1])}f}"


def alphas(name: str, keys: dict[str, str], lowest: int, highest: int, fill=with_medians) -> dict[str, float]:
    """Alpha of each scale; one at a time, for scales of the msq share items."""
    return {
        scale: likert.scales(tally(fill(open_data(name)), codebook({scale: names}, lowest, highest)))[
            "alpha"
        ][0]
        for scale, names in keys.items()
    }


def test_alpha_of_the_big_five_items_is_the_published_one():
    found = alphas("bfi", BFI, 1, 6)
    assert {scale: f"{value:.2f}" for scale, value in found.items()} == {
        scale: f"{float(string):.2f}" for scale, string in PUBLISHED_BFI.items()
    }


def test_alpha_of_the_motivational_states_is_the_published_one():
    found = alphas("msq", MSQ, 0, 3)
    assert {s: f"{v:.2f}" for s, v in found.items()} == {
        s: f"{float(p):.2f}" for s, p in PUBLISHED_MSQ.items()
    }
    assert {s: printed(found[s], p) for s, p in PUBLISHED_MSQ_DIAGONAL.items()} == PUBLISHED_MSQ_DIAGONAL


def test_over_complete_cases_three_of_the_eleven_differ_as_the_readme_of_the_data_says():
    found = {
        **alphas("bfi", BFI, 1, 6, fill=lambda frame: frame),
        **alphas("msq", MSQ, 0, 3, fill=lambda frame: frame),
    }
    published = {**PUBLISHED_BFI, **PUBLISHED_MSQ}
    differ = {s: f"{v:.2f}" for s, v in found.items() if f"{v:.2f}" != f"{float(published[s]):.2f}"}
    assert differ == {"conscientious": "0.73", "TA": "0.78", "TAp": "0.73"}


def test_item_statistics_and_feldts_interval_of_the_attitude_data_are_the_published_ones():
    # Revelle, Part II, page 43: raw_alpha, Feldt, "Reliability if an item is dropped", r.drop
    names = "rating complaints privileges learning raises critical advance"
    found = tally(open_data("attitude"), codebook({"attitude": names}, 0, 100))
    row = likert.scales(found).iloc[0]
    assert [f"{row[c]:.2f}" for c in ("alpha", "alpha_low", "alpha_high")] == ["0.84", "0.74", "0.92"]
    items = likert.item_statistics(found)
    dropped = [f"{value:.2f}" for value in items["alpha_if_dropped"]]
    assert dropped == ["0.81", "0.80", "0.83", "0.80", "0.80", "0.86", "0.84"]
    rest = [f"{value:.2f}" for value in items["item_rest"]]
    assert rest == ["0.67", "0.74", "0.56", "0.71", "0.79", "0.27", "0.46"]
    assert [f"{value:.0f}" for value in items["mean"]] == ["65", "67", "53", "56", "65", "75", "43"]
    assert [f"{value:.1f}" for value in items["sd"]] == [
        "12.2",
        "13.3",
        "12.2",
        "11.7",
        "10.4",
        "9.9",
        "10.3",
    ]


# ---- other programs ---------------------------------------------------------------------------------------


def keyed(frame: pd.DataFrame, book: likert.Codebook, scale: str) -> pd.DataFrame:
    """The answers of a scale after reversing, computed the plain way."""
    members = [item for item in book if item.scale == scale]
    return pd.DataFrame(
        {i.name: i.lowest + i.highest - frame[i.name] if i.reverse else frame[i.name] for i in members}
    )


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_alpha_and_its_interval_are_pingouins_on_complete_cases(confidence):
    frame, book = random_survey()
    found = likert.scales(tally(frame, book), confidence=confidence).set_index("scale")
    for scale in ("a", "b"):
        # pingouin 0.7 takes n before it drops rows, so it is given complete cases
        value, interval = pingouin.cronbach_alpha(keyed(frame, book, scale).dropna(), ci=confidence)
        assert found.loc[scale, "alpha"] == pytest.approx(value, abs=1e-12)
        assert found.loc[scale, ["alpha_low", "alpha_high"]].tolist() == pytest.approx(
            list(interval), abs=6e-4
        )


def test_scores_bands_and_item_rest_are_those_of_plain_pandas():
    frame, book = random_survey()
    found = tally(frame, book, group="city")
    scales, bands = likert.scales(found, 3).set_index("scale"), likert.bands(found, Cuts(), 3)
    rest = likert.item_statistics(found).set_index("item")["item_rest"]
    for scale in ("a", "b"):
        answers = keyed(frame, book, scale)
        score = answers.mean(axis=1).where(answers.count(axis=1) >= 3)
        assert scales.loc[scale, "n"] == score.count()
        assert scales.loc[scale, "mean"] == pytest.approx(score.mean())
        assert scales.loc[scale, "sd"] == pytest.approx(score.std())
        cut = pd.cut(
            score, [0, 2.5, 3.5, 6], labels=likert.BANDS
        )  # few items: no score is a near-tie of floats
        expected = pd.crosstab(frame["city"], cut)
        mine = bands[(bands["scale"] == scale) & (bands["band"] != "unscored")]
        for row in mine.itertuples():
            assert row.n == expected.loc[row.group, row.band]
        whole = answers.dropna()
        for name in whole:
            assert rest[name] == pytest.approx(whole[name].corr(whole.drop(columns=name).sum(axis=1)))


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_distributions_are_those_of_plain_pandas_with_wilsons_formula(confidence):
    frame, book = random_survey()
    found = likert.items(tally(frame, book, group="city"), confidence)
    z = stats.norm.ppf((1 + confidence) / 2)
    for (name, group), mine in found.groupby(["item", "group"]):
        given = frame.loc[frame["city"] == group, name]
        assert mine.set_index("answer")["n"].get("missing", 0) == given.isna().sum()
        n = given.count()
        for row in mine[mine["answer"] != "missing"].itertuples():
            count = (given == row.answer).sum()
            middle = (count + z * z / 2) / (n + z * z)
            half = z / (n + z * z) * (count * (n - count) / n + z * z / 4) ** 0.5
            assert (row.n, row.share) == (count, pytest.approx(count / n))
            assert (row.low, row.high) == (pytest.approx(middle - half), pytest.approx(middle + half))


def test_feldts_interval_of_few_respondents_is_pingouins():
    frame = survey((1, 2, 1), (2, 2, 3), (5, 3, 4), (4, 4, 5), names=("q1", "q2", "q3"))
    found = likert.scales(tally(frame, codebook({"s": "q1 q2 q3"}, 1, 5))).iloc[0]
    value, interval = pingouin.cronbach_alpha(frame[["q1", "q2", "q3"]])
    assert [found["alpha_low"], found["alpha_high"]] == pytest.approx(list(interval), abs=6e-4)
    assert likert.alpha_interval(value, 4, 3) == (found["alpha_low"], found["alpha_high"])


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_band_intervals_are_goodmans_and_wider_than_each_alone(confidence):
    frame, book = random_survey()
    found = likert.bands(tally(frame, book), confidence=confidence).iloc[:3]
    n, share = found["n"].sum(), found["share"]
    chi2 = stats.chi2.ppf(1 - (1 - confidence) / 3, 1)
    half = (chi2 * (chi2 + 4 * found["n"] * (n - found["n"]) / n)) ** 0.5
    assert found["low"].tolist() == pytest.approx(
        ((chi2 + 2 * found["n"] - half) / (2 * (n + chi2))).tolist()
    )
    assert (found["high"] > share).all() and (found["low"] < share).all()


# ---- definitions, by hand ---------------------------------------------------------------------------------

TWO = codebook({"s": "q1 q2"}, 1, 5)


def survey(*rows, names=("q1", "q2")) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(0, "respondent", [f"r{i}" for i in range(len(rows))])
    return frame


@pytest.mark.parametrize(
    ("tie", "expected"),
    [("low", ["Low", "Low", "Medium", "High"]), ("high", ["Low", "Medium", "High", "High"])],
)
def test_a_score_on_a_cut_point_falls_to_the_side_that_the_tie_rule_names(tie, expected):
    cuts = Cuts("2.5", "3.5", tie)
    assert [cuts.band(total, 2) for total in (4, 5, 7, 8)] == expected


def test_bands_compare_exactly_where_floats_would_not():
    # In floats, 0.1 * 3 is not 0.3.
    assert Cuts("0.3", "0.7", "low").band(3, 10) == "Low"
    assert Cuts("0.3", "0.7", "high").band(3, 10) == "Medium"
    assert Cuts(Fraction(7, 3), 4, "low").band(7, 3) == "Low"
    with pytest.raises(TypeError, match="float"):
        _ = Cuts(2.5, 3.5)


def test_every_attainable_score_falls_into_one_band_and_bands_rise():
    cuts = Cuts()
    for answered in range(1, 8):
        found = [likert.BANDS.index(cuts.band(t, answered)) for t in range(answered, 5 * answered + 1)]
        assert found == sorted(found)


def test_cut_points_must_rise_and_the_tie_rule_must_be_known():
    with pytest.raises(ValueError, match="not below"):
        Cuts("3.5", "3.5")
    with pytest.raises(ValueError, match="low or high"):
        Cuts(tie="middle")


def test_a_score_is_the_mean_of_the_answered_items_after_reversing():
    book = (
        Item("q1", "", "s", False, 1, 5),
        Item("q2", "", "s", True, 1, 5),
        Item("q3", "", "s", False, 1, 5),
    )
    frame = survey((5, 1, None), (2, None, None), (None, None, None), names=("q1", "q2", "q3"))
    assert likert.scored(tally(frame, book), "s").keys() == {("all", 2, 10), ("all", 1, 2)}
    assert likert.scored(tally(frame, book), "s", 2).keys() == {("all", 2, 10)}
    row = likert.scales(tally(frame, book)).iloc[0]
    assert (row["n"], row["mean"]) == (2, 3.5)


def test_too_few_answers_make_no_score_and_are_counted():
    frame = survey((5, 4), (2, None), (None, None))
    bands = likert.bands(tally(frame, TWO), Cuts(), min_answered=2).set_index("band")["n"]
    assert bands.to_dict() == {"Low": 0, "Medium": 0, "High": 1, "unscored": 2}


def test_one_answer_makes_a_score_unless_more_are_asked_for():
    frame = survey((5, 4), (2, None), (None, None))
    bands = likert.bands(tally(frame, TWO)).set_index("band")["n"]
    assert bands.to_dict() == {"Low": 1, "Medium": 0, "High": 1, "unscored": 1}


def test_a_group_without_scores_has_no_shares():
    frame = survey((5, 4), (None, None)).assign(city=["Oral", "Aqtau"])
    bands = likert.bands(tally(frame, TWO, group="city")).set_index(["group", "band"])
    assert bands.loc["Oral", "share"].tolist() == [0, 0, 1]
    assert bands.loc["Aqtau", "n"].tolist() == [0, 0, 0, 1]
    assert bands.loc["Aqtau", ["share", "low", "high"]].isna().all(axis=None)


def test_an_answer_that_nobody_gave_has_its_row_and_missing_ones_have_no_share():
    found = likert.items(tally(survey((5, 4), (2, None)), TWO))
    assert found["answer"].tolist() == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, "missing"]
    assert found["n"].tolist() == [0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1]
    assert found["share"].fillna(-1).tolist() == [0, 0.5, 0, 0, 0.5, 0, 0, 0, 1, 0, -1]


def test_no_interval_of_a_band_leaves_0_to_1():
    one = likert.bands(tally(survey((5, 5)), TWO))
    for n in range(1, 40):  # floats do leave it for some of these
        found = likert.bands(tally(survey(*[(5, 5)] * n), TWO))
        assert found[["low", "high"]].stack().between(0, 1).all()
        assert found["high"][0] < one["high"][0] or n == 1


def test_two_respondents_have_a_spread_and_one_has_none():
    rows = (1, 1, 3), (2, 3, 3)
    book = codebook({"s": "q1 q2 q3"}, 1, 5)
    found = tally(survey(*rows, names=("q1", "q2", "q3")), book)
    scale, items = likert.scales(found).iloc[0], likert.item_statistics(found)
    assert scale["sd"] == pytest.approx(2**-0.5) and scale[["alpha_low", "alpha_high"]].notna().all()
    assert items["n"].tolist() == [2, 2, 2]
    assert items["sd"].tolist() == pytest.approx([2**-0.5, 2**0.5, 0])
    assert items["item_rest"].tolist() == pytest.approx([1, 1, np.nan], nan_ok=True)
    assert items["alpha_if_dropped"].notna().tolist() == [True, True, True]
    alone = tally(survey(rows[0], names=("q1", "q2", "q3")), book)
    assert likert.scales(alone)[["alpha", "alpha_low", "sd"]].isna().all(axis=None)
    assert likert.item_statistics(alone)[["sd", "item_rest", "alpha_if_dropped"]].isna().all(axis=None)


def test_what_is_undefined_is_a_missing_number():
    found = tally(survey((1, None), (None, 2)), TWO)
    assert likert.item_statistics(found).dtypes.astype(str).tolist()[3:] == ["float64"] * 4
    assert likert.scales(found).dtypes.astype(str).tolist()[3:] == ["float64"] * 5


def test_the_tie_rule_moves_exactly_the_scores_on_a_cut_point():
    frame, book = random_survey()
    found = tally(frame, book)
    low, high = (
        likert.bands(found, Cuts(tie=tie)).set_index(["scale", "band"])["n"] for tie in ("low", "high")
    )
    for scale in ("a", "b"):
        moved = (low[scale, "Low"] - high[scale, "Low"]) + (high[scale, "High"] - low[scale, "High"])
        assert likert.on_cut_points(found, scale, Cuts()) == moved > 0


def test_negative_scales_keep_their_values():
    book = codebook({"s": "q1 -q2"}, -2, 2)
    row = likert.scales(tally(survey((-2, 2), (1, -2)), book)).iloc[0]
    assert row["mean"] == pytest.approx((-2 + 1.5) / 2)


def test_missing_codes_are_missing_however_they_are_written():
    book = (Item("q1", "", "s", False, 1, 5, ("9", "-99", "NA")), Item("q2", "", "s", False, 1, 5))
    as_numbers, as_text = survey((9.0, 1), (-99, 2), (3, 3)), survey(("9", 1), ("NA", 2), ("3.0", 3))
    for frame in (as_numbers, as_text):
        counts = likert.items(tally(frame, book)).query("item == 'q1'").set_index("answer")["n"]
        assert (counts["missing"], counts[3], counts.sum()) == (2, 1, 3)


def test_alpha_may_be_negative_and_is_then_remarked_on():
    found = tally(survey((1, 5), (2, 4), (4, 2), (5, 2)), TWO)
    assert likert.scales(found)["alpha"][0] < 0
    (remark,) = likert.remarks(found)
    assert "run against each other: its alpha is negative" in remark and "[q1] and [q2]" in remark


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([(3, 3), (3, 3)], "Everyone who answered item 'q1' answered 3"),
        ([(3, 3), (3, 3)], "Scale 's' has no alpha: its complete cases do not vary"),
        ([(3, None), (None, 4)], "Scale 's' has no alpha: no respondent answered all its items"),
        ([(None, 1), (None, 2)], "Nobody answered item 'q1'"),
    ],
)
def test_honest_data_that_leave_alpha_undefined_are_remarked_on(rows, remark):
    found = tally(survey(*rows), TWO)
    assert likert.scales(found).loc[0, ["alpha", "alpha_low", "alpha_high"]].isna().all()
    assert any(remark in said for said in likert.remarks(found))


def test_an_item_that_goes_neither_with_its_scale_nor_against_it_is_not_remarked_on():
    found = tally(survey((1, 1), (1, 5), (5, 1), (5, 5)), TWO)
    assert likert.item_statistics(found)["item_rest"].tolist() == [0, 0]
    assert not any("against" in remark for remark in likert.remarks(found))


@pytest.mark.parametrize("weight", [None, "w", "large"])
def test_one_item_that_all_answered_alike_leaves_alpha_defined(weight):
    book = codebook({"s": "q1 q2 q3"}, 1, 5)
    frame = survey((1, 3, 1), (2, 3, 3), (5, 3, 4), names=("q1", "q2", "q3"))
    frame = frame.assign(w=[0.3, 0.3, 0.3], large=[0.3e7, 0.3e7, 0.3e7])
    found = tally(frame, book, weight=weight)
    value = pingouin.cronbach_alpha(frame[["q1", "q2", "q3"]])[0]
    assert likert.scales(found)["alpha"][0] == pytest.approx(value)
    assert likert.item_statistics(found)["item_rest"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize("weight", [None, "w"])
def test_a_scale_that_all_answered_alike_has_no_alpha_with_and_without_weights(weight):
    frame = survey((3, 2), (3, 2), (3, 2)).assign(w=[0.1, 0.7, 1.3])
    assert pd.isna(likert.scales(tally(frame, TWO, weight=weight))["alpha"][0])


def test_a_scale_of_one_item_has_no_alpha():
    found = tally(survey((1,), (5,), names=("q1",)), codebook({"s": "q1"}, 1, 5))
    assert pd.isna(likert.scales(found)["alpha"][0])
    assert any("it has one item" in remark for remark in likert.remarks(found))


def test_a_cut_point_that_no_score_can_reach_is_remarked_on():
    found = tally(survey((0, 1), (2, 3)), codebook({"s": "q1 q2"}, 0, 3))
    assert any("cut point 3.5 lies outside scale 's'" in remark for remark in likert.remarks(found))


# ---- weights ----------------------------------------------------------------------------------------------


def test_equal_weights_change_nothing_but_float_noise():
    frame, book = random_survey()
    plain, equal = (tally(frame.assign(weight=2.5), book, group="city", weight=w) for w in (None, "weight"))
    for table in (likert.items, likert.bands, likert.scales, likert.item_statistics):
        pd.testing.assert_frame_equal(table(plain), table(equal), rtol=1e-9)


def test_whole_weights_give_the_shares_and_alpha_of_repeated_respondents():
    frame, book = random_survey(n=60)
    times = np.arange(60) % 3 + 1
    repeated = frame.loc[np.repeat(frame.index, times)].assign(respondent=lambda f: range(len(f)))
    weighted = tally(frame.assign(weight=times), book, weight="weight")
    plain = tally(repeated, book)
    assert likert.items(weighted)["share"].tolist() == pytest.approx(
        likert.items(plain)["share"].tolist(), nan_ok=True
    )
    assert likert.scales(weighted)["alpha"].tolist() == pytest.approx(likert.scales(plain)["alpha"].tolist())
    assert likert.scales(weighted)["mean"].tolist() == pytest.approx(likert.scales(plain)["mean"].tolist())


def test_intervals_of_weighted_shares_take_kishs_effective_size():
    frame = survey((1, 1), (1, 2), (5, 3), (5, 4)).assign(w=[1, 1, 1, 5])
    found = tally(frame, TWO, weight="w")
    mass = found.answers["q1", "all", 5]
    assert (mass.n, mass.w, mass.effective) == (2, 6, pytest.approx(36 / 26))
    row = likert.items(found).query("item == 'q1' and answer == 5").iloc[0]
    n, z2 = 64 / 28, 1.959963984540054**2
    assert row["share"] == 0.75
    assert (row["low"] + row["high"]) / 2 == pytest.approx((0.75 * n + z2 / 2) / (n + z2))


# ---- tallies merge ----------------------------------------------------------------------------------------


def results(found: likert.Tally) -> list[pd.DataFrame]:
    return [likert.items(found), likert.scales(found), likert.bands(found), likert.item_statistics(found)]


def same(one: likert.Tally, other: likert.Tally) -> bool:
    return (
        (one.answers, one.scores, one.complete) == (other.answers, other.scores, other.complete)
        and one.moments == other.moments
        and all(left.equals(right) for left, right in zip(results(one), results(other), strict=True))
    )


@pytest.mark.parametrize("parts", [2, 7, 100])
def test_tallies_of_parts_in_any_order_are_exactly_the_tally_of_the_whole(parts):
    frame, book = random_survey()
    whole = tally(frame, book, group="city")
    pieces = [frame.iloc[i::parts] for i in range(parts)]
    merged = likert.sum_of(tally(piece, book, group="city") for piece in reversed(pieces))
    assert same(whole, merged)
    assert all(type(x) is int for matrix in merged.products.values() for row in matrix for x in row)


def test_partitions_on_dask_give_exactly_the_results_of_the_whole():
    frame, book = random_survey()
    pieces = [dask.delayed(tally)(frame.iloc[i : i + 90], book, group="city") for i in range(0, 400, 90)]
    with ThreadPoolExecutor(2) as pool:  # dask's own pool does not outlive a fork, which mutmut makes
        merged = dask.delayed(likert.sum_of)(pieces).compute(scheduler="threads", pool=pool)
    assert same(tally(frame, book, group="city"), merged)


def test_an_empty_partition_adds_nothing():
    frame, book = random_survey()
    for respondents in (frame["respondent"], range(400)):
        whole = frame.assign(respondent=respondents)
        empty = tally(whole.iloc[:0], book, group="city")
        assert same(
            tally(whole, book, group="city"), likert.sum_of([empty, tally(whole, book, group="city")])
        )


def test_weighted_parts_add_up_to_the_whole_within_float_noise():
    frame, book = random_survey()
    whole = tally(frame, book, weight="weight")
    merged = likert.sum_of(tally(frame.iloc[i::5], book, weight="weight") for i in range(5))
    for left, right in zip(results(whole), results(merged), strict=True):
        pd.testing.assert_frame_equal(left, right, rtol=1e-9)


def test_tallies_that_do_not_belong_together_do_not_add_up():
    frame, book = random_survey(n=20)
    with pytest.raises(ValueError, match="do not add up"):
        likert.sum_of([tally(frame, book), tally(frame, book, weight="weight")])


def test_a_respondent_in_two_parts_is_found():
    frame, book = random_survey(n=20)
    merged = likert.sum_of([tally(frame.iloc[:12], book), tally(frame.iloc[11:], book)])
    assert merged.repeated().tolist() == likert.hashes(frame["respondent"].iloc[[11]]).tolist()


def test_a_file_read_in_blocks_gives_the_tally_of_the_frame_csv_and_parquet(tmp_path, monkeypatch):
    frame, book = random_survey()
    frame.to_csv(tmp_path / "r.csv", index=False)
    frame.to_parquet(tmp_path / "r.parquet", row_group_size=130)
    whole = tally(frame, book, group="city")
    monkeypatch.setattr(responses, "BLOCK", 33)
    for name in ("r.csv", "r.parquet"):
        assert same(whole, responses.read_tally(tmp_path / name, book, group="city")), name


def test_a_file_is_never_in_memory_whole(tmp_path, monkeypatch):
    frame, book = random_survey()
    frame.to_csv(tmp_path / "r.csv", index=False)
    frame.to_parquet(tmp_path / "r.parquet")
    monkeypatch.setattr(responses, "BLOCK", 150)
    for name in ("r.csv", "r.parquet"):
        read: list[int] = []
        responses.read_tally(
            tmp_path / name, book, group="city", progress=lambda done, _, read=read: read.append(done)
        )
        assert read == [150, 300, 400], name


def test_parquet_columns_with_a_dot_in_their_name_are_read(tmp_path):
    frame = open_data("msq")
    frame.to_parquet(tmp_path / "msq.parquet")
    book = codebook({"TAn": "calm relaxed at.ease"}, 0, 3)
    assert same(tally(frame, book), responses.read_tally(tmp_path / "msq.parquet", book))


@pytest.mark.parametrize("kind", ["int8", "Int64", "float32", "str", "category", "decimal", "dictionary"])
def test_answers_of_any_usual_type_of_parquet_are_read(kind, tmp_path):
    frame = survey((1, 5), (3, 4), (2, 2))
    column = pa.array([1, 3, 2])
    if kind == "decimal":
        column = pa.array([Decimal("1.00"), Decimal("3.00"), Decimal("2.00")])
    elif kind == "dictionary":
        column = pa.array(["1", "3", "2"]).dictionary_encode()
    elif kind != "category":
        column = pa.Array.from_pandas(frame["q1"].astype(kind))
    table = pa.Table.from_pandas(frame.astype({"q1": "category"}) if kind == "category" else frame)
    if kind != "category":
        table = table.set_column(1, "q1", column)
    pq.write_table(table, tmp_path / "r.parquet")
    assert same(tally(frame, TWO), responses.read_tally(tmp_path / "r.parquet", TWO))


def test_scores_are_those_of_every_possible_pattern():
    # All 6^3 patterns of three items with a missing answer: nothing depends on luck with random data.
    book = codebook({"s": "q1 q2 -q3"}, 1, 5)
    patterns = list(itertools.product([None, 1, 2, 3, 4, 5], repeat=3))
    found = tally(survey(*patterns, names=("q1", "q2", "q3")), book)
    expected: dict = {}
    for a, b, c in patterns:
        given = [x for x in (a, b, None if c is None else 6 - c) if x is not None]
        key = ("s", "all", len(given), sum(given))
        expected[key] = expected.get(key, 0) + 1
    assert {key: mass.n for key, mass in found.scores.items()} == expected


def test_an_answer_of_a_frame_is_refused_with_row_column_and_value():
    with pytest.raises(
        SurveyError, match=r"^responses, row 2, column 'q2' has '7': outside the scale 1 to 5"
    ):
        tally(survey((1, 2), (3, 7)), TWO)


# ---- pictures of distributions, and ties -----------------------------------------------------------------


@pytest.mark.parametrize("items", range(1, 13))
@pytest.mark.parametrize("point", ["2.5", "3.5", "2.75", "3"])
def test_a_tie_can_occur_exactly_where_some_sum_of_answers_gives_it(items, point):
    means = {Fraction(total, items) for total in range(items, 5 * items + 1)}
    assert likert.can_tie(items, point) == (Fraction(Decimal(point)) in means)


def test_a_bar_of_all_answers_runs_from_0_to_100():
    assert likert.stacked([10, 20, 30, 25, 15]) == [(0, 10), (10, 30), (30, 60), (60, 85), (85, 100)]


def test_a_diverging_bar_meets_at_0_wherever_the_neutral_answer_is_put():
    shares = [10, 20, 30, 25, 15]
    split, aside, without = (likert.stacked(shares, placement) for placement in likert.PLACEMENTS)
    assert split == [(-45, -35), (-35, -15), (-15, 15), (15, 40), (40, 55)]
    assert aside == [(-30, -20), (-20, 0), (100, 130), (0, 25), (25, 40)]
    assert without == [(-30, -20), (-20, 0), None, (0, 25), (25, 40)]


def test_an_even_number_of_answers_has_nothing_to_place():
    found = [likert.stacked([10, 40, 30, 20], placement) for placement in likert.PLACEMENTS]
    assert found == [[(-50, -40), (-40, 0), (0, 30), (30, 50)]] * 3


def test_an_unknown_placement_is_refused():
    with pytest.raises(ValueError, match="middle"):
        likert.stacked([50, 50], "middle")


def test_the_books_open_survey_gives_the_alpha_of_another_program(monkeypatch):
    monkeypatch.chdir(ROOT)
    frame = tables.read("open/race-attitudes")
    book = responses.read_codebook(tables.path("open/race-attitudes-codebook"))
    keyed = pd.DataFrame({i.name: 6 - frame[i.name] if i.reverse else frame[i.name] for i in book})
    value, limits = pingouin.cronbach_alpha(keyed.dropna().astype(float))
    ours = likert.scales(tally(frame, book, group="college")).iloc[0]
    assert [ours.alpha, ours.alpha_low, ours.alpha_high] == pytest.approx([value, *limits], abs=6e-4)


# ---- what a message says ----------------------------------------------------------------------------------


PAIR = (Item("q1", "", "s", False, 1, 5, ("9", "no")), Item("q2", "", "s", True, 1, 5))


def of_three(**columns) -> pd.DataFrame:
    return pd.DataFrame({"respondent": ["a", "b", "c"], "q1": [1, 2, 5], "q2": [5, 4, 2], **columns})


def refused(frame, book=PAIR, **options) -> str:
    with pytest.raises(SurveyError) as found:
        tally(frame, book, where="r.csv", first_row=2, **options)
    return str(found.value)


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (
            of_three()[["respondent", "q1", "q1", "q2"]],
            {},
            ", row 1, column 'q1': stands twice among the columns",
        ),
        (of_three(), {"group": "q2"}, ", column 'q2': cannot be the group: it is an item or the respondent"),
        (
            of_three(),
            {"weight": "respondent"},
            ", column 'respondent': cannot be the weight: it is an item or the respondent",
        ),
        (
            of_three(w=1),
            {"group": "w", "weight": "w"},
            ", column 'w': cannot be both group and weight",
        ),
        (of_three(), {"group": "city"}, ", column 'city': no such column; it is the group"),
        (of_three(), {"weight": "w"}, ", column 'w': no such column; it is the weight"),
        (
            of_three()[["respondent", "q1"]],
            {},
            ", column 'q2': no such column; it is an item of the codebook",
        ),
        (
            of_three()[["q1", "q2"]],
            {},
            ", column 'respondent': no such column; it is to name each respondent",
        ),
        (
            of_three(q30=1),
            {},
            ", column 'q30': named like an item, but not in the codebook: list it there or drop it, or say "
            "--not-items q30",
        ),
        (
            of_three(respondent=["a", "b", " "]),
            {},
            ", row 4, column 'respondent' has ' ': a respondent is needed in every row",
        ),
        (
            of_three(respondent=[7.0, None, 8.0]),
            {},
            ", row 3, column 'respondent' has '': a respondent is needed in every row",
        ),
        (
            of_three(respondent=["b", "a", "a"]),
            {},
            ", row 4, column 'respondent' has 'a': this respondent stands in row 3, too",
        ),
        (
            of_three(city=["Oral", "", "Oral"]),
            {"group": "city"},
            ", row 3, column 'city' has '': a group is needed in every row",
        ),
    ],
)
def test_columns_and_names_are_refused_with_their_place(frame, options, message):
    assert refused(frame, **options) == f"r.csv{message}"


def test_many_groups_of_long_scales_are_counted_as_few():
    """Cells of the tally are numbered; past a million of them the numbers are no longer kept in one array."""
    names = [f"q{i}" for i in range(60)]
    answers = np.random.default_rng(1).integers(0, 101, (30, 60))
    frame = pd.DataFrame(answers, columns=names).assign(respondent=range(30), city=list("abc") * 10, w=2.5)
    book = codebook({"s": " ".join(names)}, 0, 100)
    for weight in (None, "w"):
        found = tally(frame, book, group="city", weight=weight)
        scores = likert.scored(found, "s")
        assert sum(mass.n for mass in scores.values()) == 30
        for city, group in frame.groupby("city"):
            totals = sorted(total for (label, _, total), mass in scores.items() if label == city)
            assert totals == sorted(set(group[names].sum(axis=1)))
        assert likert.scales(found)["mean"][0] == pytest.approx(answers.mean())


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        ([1, -2.5, 1], "-2.5"),
        ([1, None, 1], ""),
        (["1", "x", "1"], "x"),
        ([1, np.inf, 1], "inf"),
        ([1, 1e200, 1], "1e+200"),
        ([1, 1e-200, 1], "1e-200"),
        ([1.0, 1e15, np.nan], ""),
    ],
)
def test_a_weight_is_refused_with_its_place(weights, value):
    row = 4 if weights[1] == 1e15 else 3
    assert refused(of_three(w=weights), weight="w") == (
        f"r.csv, row {row}, column 'w' has {value!r}: a weight is a positive number, or 0"
    )


def test_weights_may_be_whole_numbers_texts_or_fractions():
    for weights in ([1, 2, 3], ["1", "2", "3"], [1.0, 2.0, 3.0], pd.array([1, 2, 3], "Int64")):
        found = tally(of_three(w=weights), PAIR, weight="w")
        assert found.complete["s"] == likert.Mass(3, 6.0, 14.0)
        assert found.weighted


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([1, 6, 5], "has '6': outside the scale 1 to 5, and no missing code of 'q1' (9 no)"),
        ([1, 2.5, 5], "has '2.5': not a whole number from 1 to 5, and no missing code of 'q1' (9 no)"),
        (["1", "ja", "5"], "has 'ja': not a whole number from 1 to 5, and no missing code of 'q1' (9 no)"),
        (["1", "0", "5"], "has '0': outside the scale 1 to 5, and no missing code of 'q1' (9 no)"),
        ([1, 1e16, 5], "has '1e+16': not a whole number from 1 to 5, and no missing code of 'q1' (9 no)"),
    ],
)
def test_an_answer_is_refused_with_what_it_may_be(answers, message):
    assert refused(of_three(q1=answers)) == f"r.csv, row 3, column 'q1' {message}"


def test_an_item_without_missing_codes_says_so():
    assert refused(of_three(q2=[1, 9, 2])).endswith(
        "outside the scale 1 to 5, and no missing code of 'q2' (it has none)"
    )


def test_codes_of_letters_are_missing_and_numbers_that_are_no_code_are_not():
    found = tally(of_three(q1=["no", "9.0", "5"]), PAIR)
    assert found.answers["q1", "all", None] == likert.Mass(2, 2, 2)
    assert "has 'non'" in refused(of_three(q1=["no", "non", "5"]))


def test_long_values_are_cut_in_a_message():
    said = refused(of_three(q1=["1", "x" * 5000, "5"]))
    assert "x" * likert.LONGEST + "…" in said and len(said) < 400
    assert f"has {'x' * likert.LONGEST!r}: " in refused(of_three(q1=["1", "x" * likert.LONGEST, "5"]))


def test_a_column_of_as_many_groups_as_may_be_is_one_and_a_longer_is_none(monkeypatch):
    monkeypatch.setattr(responses, "MOST_GROUPS", 3)
    assert tally(of_three(city=["a", "b", "c"]), PAIR, group="city").groups == ["a", "b", "c"]
    monkeypatch.setattr(responses, "MOST_GROUPS", 2)
    said = refused(of_three(city=["a", "b", "c"]), group="city")
    assert said == "r.csv, column 'city': more than 2 different values: this is no group"


def test_nobody_stands_twice_among_none():
    assert likert.Tally(PAIR).repeated().tolist() == []


def test_a_tie_counts_only_those_with_enough_answers():
    frame = of_three(q1=[2, 3, 9], q2=[3, 9, 9])
    found, cuts = tally(frame, (PAIR[0], Item("q2", "", "s", False, 1, 5, ("9",)))), Cuts("2.5", "3", "low")
    assert likert.on_cut_points(found, "s", cuts) == 2
    assert likert.on_cut_points(found, "s", cuts, 2) == 1


def test_remarks_are_made_of_what_they_are_about_and_of_nothing_else():
    book = codebook({"a": "a1 a2 a3", "b": "b1"}, 1, 5)
    rows = [[1, 1, 4, 1], [2, 2, 4, 2], [4, 4, 2, 4], [5, 5, 1, 5]]
    frame = pd.DataFrame(rows, columns=["a1", "a2", "a3", "b1"]).assign(respondent=range(4))
    assert likert.remarks(tally(frame, book), Cuts("1", "5")) == [
        "Items of scale 'a' run against each other: its alpha is negative, \N{MINUS SIGN}1.22. By the signs of the first "
        "component the items fall into two camps: [a1, a2] and [a3]. Which of them are turned round? Say so in the "
        "codebook's column reverse; nothing was turned here.",
        "Scale 'b' has no alpha: it has one item.",
    ]
    said = likert.remarks(tally(frame, book), Cuts("0.9999995", "5.5"))
    assert said[-2:] == [
        "The cut point 0.999999… lies outside scale 'b': a band of it is empty by design.",
        "The cut point 5.5 lies outside scale 'b': a band of it is empty by design.",
    ]
    one = likert.remarks(tally(frame[:1], book))
    assert "Scale 'a' has no alpha: one respondent answered all its items." in one
    assert "Scale 'b' has no alpha: it has one item." in one
