import csv
import json
import shutil
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from softpower import claims, tables

HEAD = "claim_id,locator,statement,reported,unit,n,kind,basis,would_settle"
ROWS = [
    "ic-cell,Table,s,28.5,percent,,cell,own-table,formula",
    "ic-source,Table,s,76.52,points,,cell,external,the report",
    "ic-other,text,s,65,students,,number,other-paper,the paper",
    "ic-share,text,s,27.5,percent,40,share,own-text,the count",
    "ic-words,text,s,,,,comparison,own-text,a threshold",
    "ic-inference,text,s,,,,inference,own-text,a reading",
    "ic-nothing,text,s,12,percent,,number,none,a source",
]

PRECEDENTS = """precedent,rule,verdict,example,near_miss,note
part-seen-agrees,What was seen of a work agrees.,possible,ic-source,,
half-shown,One half of the statement is printed.,partly,ic-words,,
two-readings,Two readings of what was seen differ.,ambiguous,ic-words,,
shown-against,What is printed goes the other way.,against,ic-inference,,
"""


@pytest.fixture
def open_register(tmp_path, monkeypatch, root):
    """Opens a register on claims of a test's own, with second readings of its own."""
    package = json.loads((root / "data/datapackage.json").read_text())
    (tmp_path / "data/index-comparison").mkdir(parents=True)
    (tmp_path / "data/schemas").mkdir()
    package["resources"] = [
        r
        for r in package["resources"]
        if r["name"].endswith(("n/claims", "n/second-readings", "verdict-examples", "papers", "precedents"))
    ]
    (tmp_path / "data/datapackage.json").write_text(json.dumps(package))
    for path in (root / "data/schemas").iterdir():
        (tmp_path / "data/schemas" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "data/synthetic").mkdir()
    examples = root / "data/synthetic/verdict-examples.csv"
    (tmp_path / "data/synthetic" / examples.name).write_bytes(examples.read_bytes())
    (tmp_path / "data/papers.csv").write_bytes((root / "data/papers.csv").read_bytes())
    (tmp_path / "data/precedents.csv").write_text(PRECEDENTS)
    monkeypatch.chdir(tmp_path)

    def opened(*second, rows=ROWS):
        folder = tmp_path / "data/index-comparison"
        (folder / "claims.csv").write_text("\n".join([HEAD, *rows]) + "\n")
        (folder / "second-readings.csv").write_text(
            "\n".join(["claim_id,reading,verdict,reader,because,defence", *second]) + "\n"
        )
        return claims.Register("index-comparison")

    return opened


GAP = Fraction(1200, 42)


def test_a_value_that_prints_so_reproduces_the_claim(open_register):
    verdict = open_register().check("ic-cell", GAP)
    assert verdict.verdict == "reproduced"
    assert verdict.rules == "truncation floor"
    assert verdict.recomputed == "28.571…"
    assert Decimal(verdict.severity) == Decimal("0.9980")


def test_a_named_choice_makes_it_conditional(open_register):
    verdict = open_register().check("ic-cell", GAP, given="base: the larger score")
    assert verdict.verdict == "reproduced-if"
    assert verdict.because.startswith("Base: the larger score.")


def test_readings_that_differ_in_outcome_are_ambiguous_and_both_shown(open_register):
    verdict = open_register().check("ic-cell", {"of A": GAP, "of B": Fraction(40)})
    assert verdict.verdict == "ambiguous"
    assert verdict.recomputed == "of A: 28.571…; of B: 40"
    assert verdict.rules == "of A: truncation floor; of B: no rule"


def test_readings_that_agree_are_not_ambiguous(open_register):
    assert open_register().check("ic-cell", {"a": GAP, "b": Decimal("28.5")}).verdict == "reproduced"


@pytest.mark.parametrize(
    ("claim", "primary", "verdict"),
    [
        ("ic-cell", False, "inconsistent"),
        ("ic-source", True, "source-differs"),
        ("ic-other", False, "quoted-differently"),
    ],
)
def test_a_value_that_prints_otherwise_differs_by_what_it_was_checked_against(
    open_register, claim, primary, verdict
):
    register = open_register(f"{claim},1,{verdict},a reader,why,")
    assert register.check(claim, 99, primary=primary).verdict == verdict


def test_a_secondary_source_that_differs_is_no_accusation(open_register):
    assert open_register().check("ic-source", "67.52").verdict == "sources-vary"


def test_ceiling_and_floor_alone_do_not_reproduce(open_register):
    register = open_register("ic-cell,1,inconsistent,a reader,why,", rows=[ROWS[0].replace("28.5", "28.6")])
    verdict = register.check("ic-cell", Fraction("28.51"))
    assert (verdict.verdict, verdict.rules) == ("inconsistent", "ceiling")


def test_a_negative_verdict_needs_a_second_reading(open_register):
    with pytest.raises(
        claims.ClaimError, match="ic-cell: 'inconsistent' needs a second, independent reading"
    ):
        open_register().check("ic-cell", 99)


def test_a_second_reading_that_does_not_agree_forbids_the_negative_verdict(open_register):
    with pytest.raises(claims.ClaimError, match="second reading .* is 'ambiguous'.*judge it ambiguous"):
        open_register("ic-cell,1,ambiguous,a reader,why,").check("ic-cell", 99)
    with pytest.raises(claims.ClaimError, match="needs a second"):
        open_register().judge("ic-inference", "against", "the table falls", precedent="shown-against")


@pytest.mark.parametrize(
    ("row", "verdict"), [("27.5,percent,40", "possible"), ("44,percent,729", "untestable")]
)
def test_a_share_is_possible_only_if_the_check_could_fail(open_register, row, verdict):
    register = open_register(rows=[f"ic-share,text,s,{row},share,own-text,count"])
    assert register.check_share("ic-share").verdict == verdict


def test_a_share_that_no_count_gives_is_inconsistent(open_register):
    register = open_register(
        "ic-share,1,inconsistent,a reader,why,", rows=["ic-share,t,s,27.1,percent,40,share,own-text,c"]
    )
    verdict = register.check_share("ic-share")
    assert (verdict.verdict, verdict.recomputed) == ("inconsistent", "counts of 40: none")


def test_an_unchecked_claim_with_a_basis_is_an_error_that_names_it(open_register):
    register = open_register()
    register.check("ic-cell", GAP)
    with pytest.raises(
        claims.ClaimError, match=r"5 claims have a basis, but no cell checks them: ic-source, ic-other"
    ):
        register.verdicts()


def test_a_claim_without_basis_is_untestable_for_the_reason_given(open_register):
    shown = open_register(rows=[ROWS[-1]]).verdicts()
    assert shown.rows[0].verdict == "untestable"
    assert "a source" in shown.rows[0].because


@pytest.mark.parametrize(
    "call",
    [
        lambda r: r.check("ic-unknown", 1),
        lambda r: r.judge("ic-unknown", "ambiguous", "x", precedent="two-readings"),
        lambda r: r.match({"ic-unknown": 1}),
        lambda r: r.check_share("ic-unknown"),
        lambda r: r.printed("ic-unknown"),
    ],
)
def test_a_claim_that_is_not_registered_is_an_error(open_register, call):
    with pytest.raises(
        claims.ClaimError, match="'ic-unknown' is not registered in data/index-comparison/claims.csv"
    ):
        call(open_register())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: r.check("ic-nothing", 12), "its basis is none"),
        (lambda r: r.check("ic-words", 12), "prints no figure"),
        (lambda r: r.check("ic-cell", {}), "no reading"),
        (lambda r: r.check_share("ic-cell"), "its base n"),
        (lambda r: r.judge("ic-words", "wrong", "x"), "unknown verdict 'wrong'"),
        (lambda r: r.judge("ic-words", "ambiguous", " ", precedent="two-readings"), "needs its evidence"),
        (lambda r: r.judge("ic-words", "supported", "x"), "kind comparison cannot be judged 'supported'"),
        (
            lambda r: r.judge("ic-inference", "reproduced", "x"),
            "kind inference cannot be judged 'reproduced'",
        ),
        (lambda r: r.judge("ic-nothing", "reproduced", "x"), "untestable or not-seen"),
        (
            lambda r: r.judge("ic-words", "ambiguous", "x", precedent="two-readings", consequence="grave"),
            "unknown consequence",
        ),
        (
            lambda r: r.judge("ic-words", "ambiguous", "x", precedent="two-readings", severity=2),
            "between 0 and 1",
        ),
        (lambda r: [r.check("ic-cell", GAP), r.check("ic-cell", GAP)], "has its verdict already"),
        (lambda r: r.match({"ic-cell": Decimal("28.4")}), "the table has '28.4', claims.csv '28.5'"),
    ],
)
def test_calls_against_the_rules_say_which(open_register, call, message):
    with pytest.raises(claims.ClaimError, match=message):
        call(open_register())


def test_a_float_is_refused(open_register):
    with pytest.raises(TypeError, match="exact arithmetic"):
        open_register().check("ic-cell", 28.571)


def test_an_unknown_paper_is_refused_with_the_known_ones():
    with pytest.raises(claims.ClaimError, match="index-comparison, anti-soft-power-review"):
        claims.Register("index")


@pytest.mark.parametrize(
    "call",
    [
        lambda r: r.check("ic-cell", GAP),
        lambda r: r.judge("ic-words", "ambiguous", "x", precedent="two-readings"),
        lambda r: r.check_share("ic-share"),
        lambda r: r.check_table({"ic-cell": GAP}),
    ],
)
def test_no_verdict_after_synthetic_data_was_read(open_register, call):
    register = open_register()
    tables.read("synthetic/verdict-examples")
    with pytest.raises(tables.FirewallError, match="synthetic"):
        call(register)


def test_a_table_of_claims_is_checked_row_by_row(open_register):
    found = open_register().check_table({"ic-cell": GAP, "ic-source": "76.52"})
    assert found["verdict"].tolist() == ["reproduced", "reproduced"]
    assert found["printed"].tolist() == ["28.5", "76.52"]


def test_inferences_are_not_tallied_with_figures(open_register):
    register = open_register(rows=[ROWS[0], ROWS[5]])
    register.check("ic-cell", GAP)
    register.judge("ic-inference", "partly", "a part is printed", precedent="half-shown")
    assert register.verdicts().tally() == {
        "holds": 1,
        "open": 0,
        "differs": 0,
        "not seen": 0,
        "untestable": 0,
        "inference": 1,
    }


def test_the_verdicts_of_a_cell_are_shown_together(open_register):
    register = open_register()
    register.check("ic-cell", GAP)
    register.judge("ic-words", "ambiguous", "two readings", precedent="two-readings")
    assert [verdict.claim_id for verdict in register.here()] == ["ic-cell", "ic-words"]
    assert register.here()._repr_html_().count("sp-verdict") == 2


def test_judgements_are_given_row_by_row(open_register):
    rows = {
        "verdict": ["ambiguous", "partly"],
        "consequence": ["none", "conclusion"],
        "because": ["a", "b"],
        "precedent": ["two-readings", "half-shown"],
    }
    found = open_register().judge_table(pd.DataFrame(rows, index=["ic-words", "ic-inference"]))
    assert found["verdict"].to_dict() == {"ic-words": "ambiguous", "ic-inference": "partly"}


def test_markup_in_a_reason_is_shown_not_run(open_register):
    verdict = open_register().judge(
        "ic-words", "ambiguous", "<script>alert(1)</script>", precedent="two-readings"
    )
    assert "<script>" not in verdict._repr_html_()


@pytest.mark.parametrize("paper", [paper for paper in claims.papers() if f"{paper}/claims" in tables.names()])
def test_every_negative_verdict_has_a_second_one_on_record(root, paper):
    with (root / f"data/{paper}/second-readings.csv").open(encoding="utf-8") as file:
        readings = list(csv.DictReader(file))
    with (root / f"data/verdicts/{paper}.csv").open(encoding="utf-8") as file:
        negative = [row["claim_id"] for row in csv.DictReader(file) if row["verdict"] in claims.NEGATIVE]
    for claim in negative:
        of_claim = [row for row in readings if row["claim_id"] == claim]
        assert of_claim and all(row["verdict"] in claims.NEGATIVE for row in of_claim), claim
        assert any(row["defence"] for row in of_claim), (
            f"{claim}: our best case against the verdict is missing"
        )


# ---- what verdicts look like, word for word -------------------------------------------------------------------


def test_a_verdict_reads_as_a_sentence(open_register):
    register = open_register()
    said = repr(register.check("ic-cell", GAP, because="Gap over base."))
    assert said == (
        "ic-cell: reproduced (holds); recomputed 28.571…; printed string given by truncation floor; "
        "severity 0.9980\n  Gap over base."
    )
    assert repr(register.judge("ic-words", "ambiguous", "two readings", precedent="two-readings")) == (
        "ic-words: ambiguous (open); by the rule two-readings\n  two readings"
    )
    assert repr(register.check("ic-source", "76.52")).count("\n") == 0
    assert repr(register.here()) == "\n".join(map(repr, register.here()))


def test_a_verdict_is_a_badge_its_facts_and_its_reason(open_register):
    register = open_register()
    assert register.check("ic-cell", GAP)._repr_html_() == (
        '<div class="sp-verdict"><p><code>ic-cell</code> <span class="sp-badge sp-holds">✓&nbsp;reproduced</span>'
        "</p><p>recomputed 28.571…; given by truncation floor; severity 0.9980</p></div>"
    )
    assert register.judge("ic-nothing", "not-seen", "elsewhere")._repr_html_() == (
        '<div class="sp-verdict"><p><code>ic-nothing</code> <span class="sp-badge sp-not-seen">◌&nbsp;'
        "not-seen</span></p><p>elsewhere</p></div>"
    )
    assert "given by every rule;" in register.check("ic-source", "76.52")._repr_html_()
    both = register.here()._repr_html_()
    assert both == "".join(verdict._repr_html_() for verdict in register.here())


def test_all_verdicts_are_shown_with_what_each_is_about(open_register):
    rows = [ROWS[0], ROWS[3], ROWS[5], ROWS[6]]
    register = open_register("ic-cell,1,inconsistent,a reader,why,", rows=rows)
    register.check("ic-cell", 99)
    register.check_share("ic-share")
    register.judge("ic-inference", "partly", "a part is printed", precedent="half-shown")
    shown = register.verdicts()
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"].splitlines() == [
        "4 claims of index-comparison: 1 open, 1 differs, 1 untestable, 1 inference",
        "  ic-cell: inconsistent (cell, own-table; prints 28.5 percent; second reading inconsistent)",
        "  ic-share: possible (share, own-text; prints 27.5 percent; n = 40)",
        "  ic-inference: partly (inference, own-text)",
        "  ic-nothing: untestable (number, none; prints 12 percent)",
    ]
    stored = bundle[claims.MIME]
    assert stored == {"paper": "index-comparison", "verdicts": [row._asdict() for row in shown.rows]}
    assert shown.frame()["claim_id"].tolist() == ["ic-cell", "ic-share", "ic-inference", "ic-nothing"]
    assert list(shown.frame().columns) == claims.COLUMNS


def test_a_second_reading_of_an_unregistered_claim_is_an_error(open_register):
    with pytest.raises(claims.ClaimError, match="second readings of unregistered claims: ic-tell, ic-well"):
        open_register("ic-tell,1,ambiguous,a,b,", "ic-cell,1,ambiguous,a,b,", "ic-well,1,ambiguous,a,b,")


def test_the_message_of_a_missing_second_reading_says_where_it_belongs(open_register):
    with pytest.raises(claims.ClaimError, match=r"on record in data/index-comparison/second-readings\.csv$"):
        open_register().check("ic-cell", 99)
    with pytest.raises(
        claims.ClaimError, match="'ambiguous', not 'inconsistent': judge it ambiguous and show both"
    ):
        open_register("ic-cell,1,ambiguous,a reader,why,").check("ic-cell", 99)


def test_a_printed_dash_matches_a_missing_cell(open_register):
    register = open_register(rows=[ROWS[0].replace("28.5", "-")])
    register.match({"ic-cell": None})
    with pytest.raises(claims.ClaimError, match="the table has '-', claims.csv '28.5'"):
        open_register().match({"ic-cell": None})


@pytest.mark.parametrize(
    ("row", "recomputed", "severity"),
    [
        ("27.5,percent,40", "counts of 40: 11", "0.9590"),
        ("28,percent,200", "counts of 200: 55 to 57", "0.0000"),
        ("50,percent,2", "counts of 2: 1", "0.9702"),
        ("50,percent,120", "counts of 120: 60 to 61", "0.0000"),
    ],
)
def test_a_share_says_which_counts_give_it(open_register, row, recomputed, severity):
    verdict = open_register(rows=[f"ic-share,text,s,{row},share,own-text,count"]).check_share(
        "ic-share", because="why", consequence="sentence"
    )
    assert (verdict.recomputed, verdict.because, verdict.consequence) == (recomputed, "why", "sentence")
    assert verdict.severity == severity


def test_several_statements_are_judged_at_once(open_register):
    register = open_register()
    table = register.judge(
        ["ic-words", "ic-other"],
        "ambiguous",
        "two",
        precedent="two-readings",
        recomputed="7",
        consequence="sentence",
    )
    assert table.to_dict("index") == {
        "ic-words": {"printed": "", "recomputed": "7", "verdict": "ambiguous"},
        "ic-other": {"printed": "65", "recomputed": "7", "verdict": "ambiguous"},
    }
    assert {(v.because, v.consequence) for v in register.here()} == {("two", "sentence")}
    with pytest.raises(claims.ClaimError, match="^ic-cell, ic-source: a judgement needs its evidence"):
        register.judge(["ic-cell", "ic-source"], "ambiguous", "")


def test_options_and_consequences_reach_every_row(open_register):
    register = open_register()
    register.check_table({"ic-cell": GAP}, because="Formula of the table.", consequence="sentence")
    rows = pd.DataFrame(
        {
            "verdict": ["ambiguous"],
            "consequence": ["conclusion"],
            "because": ["a"],
            "precedent": ["two-readings"],
        },
        index=["ic-words"],
    )
    register.judge_table(rows)
    cell, words = register.here()
    assert (cell.because, cell.recomputed) == ("Formula of the table.", "28.571…")
    assert (cell.consequence, words.consequence) == ("sentence", "conclusion")
    table = register.check_table({"ic-source": "76.52"})
    assert list(table.columns) == ["printed", "recomputed", "rules", "verdict"]
    assert table.loc["ic-source", "rules"] == "every rule"


def test_severity_is_cut_to_four_digits_and_may_be_one(open_register):
    register = open_register()
    assert (
        register.judge("ic-words", "ambiguous", "x", precedent="two-readings", severity=1).severity
        == "1.0000"
    )
    assert (
        register.judge(
            "ic-other", "ambiguous", "x", precedent="two-readings", severity=Fraction(2, 3)
        ).severity
        == "0.6666"
    )
    assert register.judge("ic-source", "ambiguous", "x", precedent="two-readings").severity == ""


def test_names_in_ids_are_lower_case_words_joined_by_hyphens():
    assert claims.slug("Korea, Rep.") == "korea-rep"
    assert claims.slug("  (Czech  Republic 2) ") == "czech-republic-2"


def test_a_cell_is_known_by_its_source_without_the_space_around_it():
    assert claims.digest("check") == claims.digest("\ncheck ") == "20f65c28671b"


def test_verdicts_reached_in_a_notebook_know_their_cell(open_register):
    from IPython.core.interactiveshell import InteractiveShell

    register = open_register()
    shell = InteractiveShell.instance()
    try:
        shell.user_ns["register"] = register
        source = 'def judged():\n    return register.judge("ic-words", "ambiguous", "x", precedent="two-readings")\n_ = judged()'
        shell.run_cell(source)
        shell.run_cell(
            '_ = register.judge("ic-other", "ambiguous", "x", precedent="two-readings"); here = register.here()'
        )
    finally:
        InteractiveShell.clear_instance()
    assert register._given["ic-words"].cell == claims.digest(source)
    assert [verdict.claim_id for verdict in shell.user_ns["here"]] == ["ic-other"]


# ---- what reads registers and verdicts of all papers --------------------------------------------------------


@pytest.fixture
def citing(open_register, tmp_path):
    """Writes a table that names claims, beside the register of the index comparison."""
    open_register()
    descriptor = tmp_path / "data/datapackage.json"
    package = json.loads(descriptor.read_text())
    fields = [{"name": "claim_id", "type": "string"}, {"name": "note", "type": "string"}]
    package["resources"].append(
        {
            "name": "notes/table",
            "path": "notes.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "schema": {"fields": fields},
        }
    )
    descriptor.write_text(json.dumps(package))

    def read(*rows):
        (tmp_path / "data/notes.csv").write_text("\n".join(["claim_id,note", *rows]) + "\n")
        return claims.read_citing("notes/table")

    return read


def test_a_table_may_name_claims_that_are_registered_none_and_those_of_papers_to_come(citing):
    assert len(citing("ic-cell,a", ",b", "ls-not-yet-registered,c")) == 3


@pytest.mark.parametrize("unknown", ["ic-cel", "xx-cell"])
def test_a_table_that_names_an_unknown_claim_is_refused_with_file_row_and_column(citing, unknown):
    with pytest.raises(
        claims.ClaimError, match=f"data/notes.csv, row 3, column claim_id has '{unknown}'"
    ) as fault:
        citing("ic-cell,a", f"{unknown},b")
    assert "row 2" not in str(fault.value)


def test_claims_come_with_their_verdicts_or_not_at_all(root, tmp_path, monkeypatch):
    shutil.copytree(root / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    whole = claims.judged("index-comparison")
    assert whole["family"].isin(claims.FAMILIES).all()
    path = tmp_path / "data/verdicts/index-comparison.csv"
    dropped = whole["claim_id"].iloc[-1]
    path.write_text("".join(line for line in path.open() if not line.startswith(f"{dropped},")))
    with pytest.raises(claims.ClaimError, match=f"{dropped}.*make execute"):
        claims.judged("index-comparison")


# ---- rules of judgement, several readings, exact values -----------------------------------------------------


def test_a_judgement_follows_a_rule_that_gives_its_verdict(open_register):
    register = open_register()
    verdict = register.judge("ic-source", "possible", because="seen in part", precedent="part-seen-agrees")
    assert verdict.precedent == "part-seen-agrees"
    assert "by the rule part-seen-agrees" in repr(verdict)


def test_a_rule_that_gives_another_verdict_is_refused(open_register):
    with pytest.raises(
        claims.ClaimError, match="'half-shown' of data/precedents.csv gives 'partly', not 'possible'"
    ):
        open_register().judge("ic-source", "possible", because="why", precedent="half-shown")


def test_a_rule_that_is_not_in_the_table_is_refused(open_register):
    with pytest.raises(claims.ClaimError, match="no rule 'whatever' in data/precedents.csv"):
        open_register().judge("ic-source", "possible", because="why", precedent="whatever")


def test_every_reading_must_bear_a_negative_verdict_out(open_register):
    agreeing = ["ic-cell,1,inconsistent,a reader,why,", "ic-cell,2,source-differs,another,why,"]
    assert open_register(*agreeing).check("ic-cell", 99).verdict == "inconsistent"
    with pytest.raises(claims.ClaimError, match="reading 2 in .* is 'possible', not 'inconsistent'"):
        open_register(agreeing[0], "ic-cell,2,possible,another,why,").check("ic-cell", 99)


def test_a_check_keeps_the_one_exact_value_that_it_found(open_register):
    register = open_register()
    assert register.check("ic-cell", GAP).value == "200/7"
    assert register.check("ic-source", {"a": 66, "b": 67}).value == ""


def test_a_part_of_the_judgements_is_entered_by_its_name(open_register, monkeypatch):
    rows = [
        "ic-end-one,text,s,,,,inference,own-text,a reading",
        "ic-start-one,text,s,,,,date,external,a source",
    ]
    judgements = pd.DataFrame(
        {
            "claim_id": ["ic-end-one", "ic-start-one"],
            "verdict": ["partly", "possible"],
            "consequence": ["sentence", "none"],
            "because": ["half", "part"],
            "precedent": ["half-shown", "part-seen-agrees"],
        }
    )
    read = tables.read
    monkeypatch.setattr(
        tables, "read", lambda name: judgements if name == "index-comparison/judgements" else read(name)
    )
    register = open_register(rows=rows)
    with pytest.raises(claims.ClaimError, match="judges nothing of nowhere"):
        register.judge_part("nowhere")
    assert register.judge_part("end")["verdict"].to_dict() == {"ic-end-one": "partly"}
    beside = register.judge_part("start", stated=True)
    assert beside.loc["ic-start-one"].to_dict() == {
        "statement": "s",
        "verdict": "possible",
        "because": "part",
    }
    assert claims.counted(beside)["statements"].to_dict() == {"possible": 1}
    assert [verdict.precedent for verdict in register.verdicts().rows] == ["half-shown", "part-seen-agrees"]


def test_a_claim_belongs_to_the_paper_whose_prefix_it_has(root, monkeypatch):
    monkeypatch.chdir(root)
    assert claims.of_claim("ls-u-three").id == "likert-survey"
    assert claims.of_claim("xx-none") is None
    assert next(paper.label for paper in claims.papers().values()) == "1 Index comparison"


def test_a_judgement_without_a_rule_is_refused_where_no_computation_decides(open_register):
    with pytest.raises(claims.ClaimError, match="'possible' in words names the rule that it follows"):
        open_register().judge("ic-source", "possible", because="why")
    assert open_register().judge("ic-source", "reproduced", because="why").precedent == ""
    assert open_register().judge("ic-source", "not-seen", because="why").precedent == ""
