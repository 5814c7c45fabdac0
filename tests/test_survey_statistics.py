"""Every statistic of a survey beside another program's: scipy, statsmodels, pingouin, numpy, on open data."""

import doctest
import gc
import importlib

import numpy as np
import pandas as pd
import pingouin
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.multivariate.factor import Factor
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint
from test_likert import BFI, MSQ, codebook, keyed, open_data, random_survey

from softpower import likert
from softpower.likert import Item, tally
from softpower.survey import bars, differences, disclosure, fast, numerics, responses
from softpower.survey import codebook as books
from softpower.survey import tally as tallies

MODULES = ("errors", "codebook", "numerics", "tally", "results", "bars", "words", "folder", "fast", "report")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(f"softpower.survey.{name}")
    assert doctest.testmod(module).failed == 0


# ---- numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("d1", [1, 2, 9.5, 59, 1000, 99_999, 3_000_000])
@pytest.mark.parametrize("d2", [1, 4, 59.7, 5000, 13_000_000])
@pytest.mark.parametrize("p", [0.005, 0.025, 0.5, 0.975, 0.995])
def test_quantiles_of_f_are_scipys(d1, d2, p):
    assert numerics.f_quantile(p, d1, d2) == pytest.approx(stats.f.ppf(p, d1, d2), rel=2e-8)


@given(st.floats(0.5, 5000), st.floats(0.5, 5000), st.floats(0.001, 0.999))
def test_the_beta_distribution_is_scipys(a, b, x):
    assert numerics.beta_cdf(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), rel=1e-8, abs=1e-12)


@given(st.floats(-30, 30), st.floats(1, 1e6))
def test_tails_of_t_are_scipys(t, df):
    assert numerics.t_tails(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("df", [1, 2.5, 30, 728, 1e6])
def test_quantiles_of_t_are_scipys(df):
    for confidence in (0.9, 0.95, 0.999):
        assert numerics.t_quantile(confidence, df) == pytest.approx(
            stats.t.ppf((1 + confidence) / 2, df), rel=1e-8
        )


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.9, 0.95, 0.99]))
def test_wilsons_interval_is_statsmodels(n, data, confidence):
    count = data.draw(st.integers(0, n))
    theirs = proportion_confint(count, n, alpha=1 - confidence, method="wilson")
    assert numerics.wilson(count / n, n, confidence) == pytest.approx(theirs, abs=1e-12)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=7).filter(any), st.sampled_from([0.9, 0.95]))
def test_goodmans_intervals_are_statsmodels(counts, confidence):
    n = sum(counts)
    theirs = multinomial_proportions_confint(counts, alpha=1 - confidence, method="goodman")
    mine = numerics.goodman([count / n for count in counts], n, confidence)
    assert np.array(mine) == pytest.approx(np.clip(theirs, 0, 1), abs=1e-12)


@pytest.fixture
def nothing_to_collect():
    """statsmodels looks for garbage in every call: not among all that the tests before have left."""
    gc.freeze()
    yield
    gc.unfreeze()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@pytest.mark.usefixtures("nothing_to_collect")
def test_holms_adjustment_is_statsmodels(values):
    assert numerics.holm(values) == pytest.approx(multipletests(values, method="holm")[1].tolist())


# ---- reliability -----------------------------------------------------------------------------------------

SCALES = [("bfi", scale, names, 1, 6) for scale, names in BFI.items()]
SCALES += [("msq", scale, MSQ[scale], 0, 3) for scale in ("EA", "TA")]


@pytest.mark.parametrize(("data", "scale", "names", "lowest", "highest"), SCALES, ids=lambda x: str(x)[:14])
def test_omega_loadings_and_fit_are_those_of_statsmodels_factor(data, scale, names, lowest, highest):
    book, frame = codebook({scale: names}, lowest, highest), open_data(data)
    row = likert.reliability(tally(frame, book)).iloc[0]
    answers = keyed(frame, book, scale).dropna()
    n, k = answers.shape
    correlations = answers.corr().to_numpy()
    fit = Factor(corr=correlations, n_factor=1, method="ml", nobs=n).fit()
    loadings, unique = np.abs(fit.loadings[:, 0]) * np.sign(fit.loadings[:, 0] @ np.ones(k)), fit.uniqueness
    loadings = fit.loadings[:, 0] * np.sign(fit.loadings[:, 0].sum())
    factor = numerics.one_factor(correlations.tolist(), n)
    assert factor.loadings == pytest.approx(loadings.tolist(), abs=2e-5)
    sd = answers.std().to_numpy()
    common = (loadings * sd).sum() ** 2
    assert row["omega"] == pytest.approx(common / (common + (unique * sd**2).sum()), abs=1e-5)
    model = np.outer(loadings, loadings) + np.diag(unique)
    least = (
        np.linalg.slogdet(model)[1]
        + np.trace(correlations @ np.linalg.inv(model))
        - np.linalg.slogdet(correlations)[1]
        - k
    )
    chi2, df = (n - 1) * least, k * (k - 3) / 2
    none, df_none = -(n - 1) * np.linalg.slogdet(correlations)[1], k * (k - 1) / 2
    assert (row["chi2"], row["df"]) == (pytest.approx(chi2, rel=1e-4), df)
    assert row["rmsea"] == pytest.approx((max(chi2 - df, 0) / df / (n - 1)) ** 0.5, abs=1e-5)
    assert row["cfi"] == pytest.approx(1 - max(chi2 - df, 0) / max(none - df_none, chi2 - df), abs=1e-5)
    left = (correlations - np.outer(loadings, loadings))[np.tril_indices(k, -1)]
    assert row["srmr"] == pytest.approx(((left**2).sum() / (k * (k + 1) / 2)) ** 0.5, abs=1e-5)


@pytest.mark.parametrize(("data", "scale", "names", "lowest", "highest"), SCALES, ids=lambda x: str(x)[:14])
def test_standardised_alpha_is_pingouins_of_standardised_items(data, scale, names, lowest, highest):
    book, frame = codebook({scale: names}, lowest, highest), open_data(data)
    answers = keyed(frame, book, scale).dropna()
    value = pingouin.cronbach_alpha((answers - answers.mean()) / answers.std())[0]
    assert likert.reliability(tally(frame, book))["alpha_standardised"][0] == pytest.approx(value, abs=1e-10)


def test_no_omega_where_the_model_does_not_hold_and_why_is_said():
    frame, _ = random_survey()
    three = likert.reliability(tally(frame, codebook({"b": "b1 b2 -b3"}, 1, 5))).iloc[0]
    assert np.isnan(three["omega"]) and three["no_omega"] == "fewer than four items"
    rng = np.random.default_rng(4)
    trait = rng.integers(1, 6, 300)
    noise = {name: rng.integers(1, 6, 300) for name in ("q2", "q3", "q4")}
    heywood = pd.DataFrame({"respondent": range(300), "q1": trait, **noise})
    heywood["q2"] = np.where(rng.random(300) < 0.97, trait, heywood["q2"])
    heywood["q3"] = np.where(rng.random(300) < 0.6, trait, heywood["q3"])
    row = likert.reliability(tally(heywood, codebook({"s": "q1 q2 q3 q4"}, 1, 5))).iloc[0]
    assert np.isnan(row["omega"]) and "Heywood" in row["no_omega"]
    twice = heywood.assign(q2=trait)
    row = likert.reliability(tally(twice, codebook({"s": "q1 q2 q3 q4"}, 1, 5))).iloc[0]
    assert np.isnan(row["omega"]) and "linear combinations" in row["no_omega"]
    still = heywood.assign(q2=3)
    row = likert.reliability(tally(still, codebook({"s": "q1 q2 q3 q4"}, 1, 5))).iloc[0]
    assert (np.isnan(row["omega"]), row["no_omega"]) == (True, "an item does not vary")


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_the_first_component_is_numpys(seed, k):
    rng = np.random.default_rng(seed)
    matrix = np.corrcoef(rng.normal(size=(40, k)) + rng.normal(size=(40, 1)), rowvar=False)
    values, vectors = np.linalg.eigh(matrix)
    if values[-1] - values[-2] < 1e-3:
        return
    mine = np.array(numerics.first_component(matrix.tolist()))
    theirs = vectors[:, -1] * values[-1] ** 0.5
    assert np.abs(mine) == pytest.approx(np.abs(theirs), abs=1e-6)


# ---- groups and differences ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def big_five() -> tuple[pd.DataFrame, books.Codebook]:
    """Open data, in two groups by an item that is left out of the scales: a made-up grouping of real answers."""
    frame = open_data("bfi").dropna(subset=["O5"])
    frame["half"] = np.where(frame["O5"] > 2, "high", "low")
    return frame, codebook({"agree": BFI["agree"], "neuroticism": BFI["neuroticism"]}, 1, 6)


def test_rows_of_groups_are_those_of_each_group_alone(big_five):
    frame, book = big_five
    found = likert.groups(tally(frame, book, group="half")).set_index(["scale", "group"])
    for group, part in [("all", frame), *frame.groupby("half")]:
        for scale in ("agree", "neuroticism"):
            answers = keyed(part, book, scale)
            score, row = answers.mean(axis=1), found.loc[(scale, group)]
            assert (row["n"], row["mean"], row["sd"]) == (
                score.count(),
                pytest.approx(score.mean()),
                pytest.approx(score.std()),
            )
            assert row["alpha"] == pytest.approx(pingouin.cronbach_alpha(answers.dropna())[0], abs=1e-10)


def test_differences_are_those_of_scipy_and_pingouin(big_five):
    frame, book = big_five
    found = likert.differences(tally(frame, book, group="half"), tests="all")
    tested = found[found["measure"] == differences.SUPERIORITY]
    for row in tested.itertuples():
        values = frame[row.item] if row.item else keyed(frame, book, row.scale).mean(axis=1)
        high, low = (values[frame["half"] == half].dropna() for half in ("high", "low"))
        assert (row.n, row.n_other) == (len(high), len(low))
        test = stats.brunnermunzel(low, high)
        assert row.p == pytest.approx(test.pvalue, rel=1e-6, abs=1e-15)
        u = stats.mannwhitneyu(high, low).statistic / len(high) / len(low)
        assert row.estimate == pytest.approx(u, abs=1e-12) and row.low < row.estimate < row.high
        if not row.item:
            other = found[(found["scale"] == row.scale) & (found["item"] == "")].set_index("measure")
            ends = stats.ttest_ind(high, low, equal_var=False).confidence_interval(0.95)
            means = other.loc[differences.MEANS]
            assert means["estimate"] == pytest.approx(high.mean() - low.mean())
            assert [means["low"], means["high"]] == pytest.approx(list(ends), abs=1e-8)
            g = other.loc[differences.HEDGES]
            assert g["estimate"] == pytest.approx(pingouin.compute_effsize(high, low, eftype="hedges"))
            theirs = pingouin.compute_esci(g["estimate"], len(high), len(low), decimals=6)
            assert [g["low"], g["high"]] == pytest.approx(list(theirs), abs=1e-5)
    assert tested["p_holm"].tolist() == pytest.approx(multipletests(tested["p"], method="holm")[1].tolist())


def masses(values: list[float]) -> dict[float, tallies.Mass]:
    return {
        value: tallies.Mass(values.count(value), values.count(value), values.count(value))
        for value in set(values)
    }


def test_brunner_and_munzels_pain_scores_give_what_r_prints():
    """The example of Brunner and Munzel 2000, as R's package lawstat prints it in its documentation."""
    one = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    other = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    value, low, high, p = differences.superiority(masses(other), masses(one))
    assert (f"{value:.6f}", f"{p:.6f}") == ("0.788961", "0.005786")
    assert low < value < high


def test_students_sleep_data_give_what_r_prints():
    """R's help on t.test, extra hours of sleep by group: means 0.75 and 2.33, Welch's interval."""
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = differences.mean_difference(masses(one), masses(other))
    assert [f"{value:.7f}" for value in found] == ["-1.5800000", "-3.3654832", "0.2054832"]


def test_the_interval_of_superiority_covers_as_often_as_it_says():
    """Of 1,000 made-up pairs of samples of known superiority, 95 % of the intervals hold it, within chance."""
    rng, answers = np.random.default_rng(7), np.arange(1, 6)
    one, other = np.array([0.1, 0.2, 0.3, 0.25, 0.15]), np.array([0.2, 0.3, 0.2, 0.2, 0.1])
    true = sum(one[i] * (other[:i].sum() + other[i] / 2) for i in range(5))
    held = 0
    for _ in range(1000):
        cells = [
            {
                int(a): tallies.Mass(int(n), int(n), int(n))
                for a, n in zip(answers, rng.multinomial(size, p), strict=True)
                if n
            }
            for size, p in ((60, one), (45, other))
        ]
        _, low, high, _ = differences.superiority(*cells)
        held += low <= true <= high
    assert 0.935 <= held / 1000 <= 0.97


def test_whole_weights_give_what_repeated_respondents_give():
    frame, book = random_survey(n=90)
    times = np.arange(90) % 3 + 1
    repeated = frame.loc[np.repeat(frame.index, times)].assign(respondent=lambda f: range(len(f)))
    weighted = tally(frame.assign(weight=times), book, group="city", weight="weight")
    plain = tally(repeated, book, group="city")
    for result in (likert.differences, likert.groups, likert.statements):
        one, other = result(weighted), result(plain)
        if "measure" in one:
            one, other = (table[table["measure"] != differences.HEDGES] for table in (one, other))
        for column in {"estimate", "mean", "alpha", "top_two", "net"} & set(one):
            assert one[column].tolist() == pytest.approx(other[column].tolist(), nan_ok=True), column


def test_many_groups_are_each_compared_with_all_others():
    frame, book = random_survey()
    frame["city"] = [f"c{i % 14:02d}" for i in range(len(frame))]
    found = likert.differences(tally(frame, book, group="city"))
    assert set(found["other"]) == {"all others"} and found["group"].nunique() == 14
    first = found[(found["item"] == "a1") & (found["group"] == "c00")].iloc[0]
    mine, others = (frame.loc[frame["city"].eq("c00") == own, "a1"].dropna() for own in (True, False))
    assert first["estimate"] == pytest.approx(
        stats.mannwhitneyu(mine, others).statistic / len(mine) / len(others)
    )


def test_top_two_and_net_score_are_plain_shares(big_five):
    frame, book = big_five
    found = likert.statements(tally(frame, book, group="half")).set_index(["item", "group"])
    for item in book:
        for group, part in [("all", frame), *frame.groupby("half")]:
            given, row = part[item.name].dropna(), found.loc[(item.name, group)]
            assert row["top_two"] == pytest.approx((given >= 5).mean())
            assert row["net"] == pytest.approx((given >= 5).mean() - (given <= 2).mean())
            ends = proportion_confint((given >= 5).sum(), len(given), method="wilson")
            assert (row["top_two_low"], row["top_two_high"]) == pytest.approx(ends)


def test_straight_liners_are_counted():
    frame, book = random_survey(missing=0)
    frame.loc[:4, [item.name for item in book]] = 3
    found = likert.reliability(tally(frame, book)).set_index("scale")["answered_alike"]
    for scale in ("a", "b"):
        names = [item.name for item in book if item.scale == scale]
        assert found[scale] == (frame[names].nunique(axis=1) == 1).sum() >= 5


# ---- one engine, two ways of counting ---------------------------------------------------------------------


def parts_of(found: likert.Tally) -> list:
    names = ("answers", "absent", "scores", "cases", "moments", "alike", "members", "aside", "ignored")
    return [getattr(found, name) for name in names]


CELLS = st.sampled_from(["1", "2", "3", "3.0", " 4 ", "5", "", "98", "no", "Yes", "YES", "-1"])


@given(
    st.lists(
        st.tuples(
            CELLS, CELLS, st.sampled_from(["a", "b ", " ", "é"]), st.sampled_from(["1", "0", "0,5", ""])
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([",", ";"]),
    st.booleans(),
)
def test_by_rows_and_by_columns_is_the_same(tmp_path_factory, cells, sign, weighted):
    book = (
        Item(
            "q1", "", "s", False, 1, 5, ("98", "-1"), ("no", "", "", "", "yes"), (), ("Don't know", "Refused")
        ),
        Item("q2", "", "s", True, 1, 5, ("98", "-1"), ("no", "", "", "", "yes")),
        Item("q3", "", "t", False, 1, 5, ("no", "yes", "98", "-1")),
    )
    path = tmp_path_factory.mktemp("both") / "r.csv"
    lines = [["respondent", "q1", "q2", "q3", "town", "w", "q4"]]
    lines += [[f"r{i}", one, two, one, town, f'"{w}"', "x"] for i, (one, two, town, w) in enumerate(cells)]
    path.write_text("\n".join(sign.join(line) for line in lines) + "\n", encoding="utf-8")
    roles = {"group": "town", "missing_group": "label", "missing_weight": "drop"}
    if weighted:
        roles["weight"] = "w"
    by_rows = responses.read_tally(path, book, **roles)
    by_columns = fast.read_csv(path, book, responses.Roles(**roles), lambda *_: None)
    assert parts_of(by_rows) == parts_of(by_columns)
    hashed = [sorted(h for part in found.respondents for h in part) for found in (by_rows, by_columns)]
    assert hashed[0] == hashed[1]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_names_have_one_hash(names):
    import pyarrow as pa

    try:
        array = pa.array(names, pa.string())
    except (UnicodeEncodeError, pa.ArrowException):
        return
    assert fast.hashes(array).tolist() == [tallies.name_hash(name) for name in names]


def test_a_large_file_is_read_by_columns_and_what_is_odd_in_it_is_found_by_row(tmp_path, monkeypatch):
    frame, book = random_survey(n=3000)
    frame.to_csv(tmp_path / "r.csv", index=False)
    slow = responses.read_tally(tmp_path / "r.csv", book, group="city")
    monkeypatch.setattr(responses, "SMALL", 0)
    monkeypatch.setattr(fast, "BLOCK_BYTES", 10_000)
    assert parts_of(responses.read_tally(tmp_path / "r.csv", book, group="city")) == parts_of(slow)
    text = (tmp_path / "r.csv").read_text().splitlines()
    text[2500] = text[2500].replace(",", ",7", 1)
    (tmp_path / "r.csv").write_text("\n".join(text))
    with pytest.raises(likert.SurveyError, match="row 2501, column 'a1' has '7"):
        responses.read_tally(tmp_path / "r.csv", book, group="city")


def said_of(path, book, **roles) -> list[str]:
    try:
        responses.read_tally(path, book, **roles)
    except likert.SurveyError as error:
        return sorted(str(error).split("\n"))
    return []


@given(
    st.lists(
        st.tuples(st.integers(0, 59), st.integers(0, 3), st.sampled_from(["7", "ja", "", "r3", "9.5"])),
        max_size=9,
    )
)
def test_what_is_amiss_is_told_alike_by_rows_and_by_columns(tmp_path_factory, spoilt):
    frame, book = random_survey(n=60, missing=0)
    frame = frame[["respondent", "a1", "city", "weight", "a2", "a3", "a4", "b1", "b2", "b3"]].astype("str")
    for row, column, value in spoilt:
        frame.iloc[row, column] = value or (
            "r5" if column == 0 else ""
        )  # of two kinds in a column one is told
    folder = tmp_path_factory.mktemp("alike")
    frame.to_csv(folder / "r.csv", index=False)
    frame.to_parquet(folder / "r.parquet")
    roles = {"group": "city", "weight": "weight"}
    with pytest.MonkeyPatch.context() as patch:
        by_rows = said_of(folder / "r.csv", book, **roles)
        patch.setattr(responses, "SMALL", 0)
        patch.setattr(fast, "BLOCK_BYTES", 700)
        assert said_of(folder / "r.csv", book, **roles) == by_rows
        parquet = said_of(folder / "r.parquet", book, **roles)
    assert len(parquet) == len(by_rows)


# ---- small cells, and labels that are never cut ------------------------------------------------------------


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=5), st.integers(2, 8)
)
def test_no_small_cell_is_shown_or_can_be_computed_from_its_line(counts, least):
    gone = disclosure.hidden(counts, least)
    for i, row in enumerate(counts):
        assert all((i, j) in gone for j, n in enumerate(row) if 0 < n < least)
        assert sum((i, j) in gone for j in range(3)) != 1
    for j in range(3):
        assert len(counts) == 1 or sum((i, j) in gone for i in range(len(counts))) != 1


@given(st.text(max_size=200), st.integers(40, 400))
def test_a_wrapped_label_keeps_its_words_and_fits(text, room):
    lines = bars.wrapped(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(bars.width_of(line) <= room or len(line) == 1 for line in lines)


def test_results_and_page_import_the_standard_library_alone():
    import subprocess
    import sys

    code = (
        "import sys; from softpower.survey import command, differences, reliability, report, responses, results; "
        "print(sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - {'softpower', '__main__'}))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
