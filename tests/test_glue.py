import pytest

from softpower import glue


@pytest.fixture
def shown(monkeypatch):
    outputs = []
    monkeypatch.setattr(glue, "display", lambda data, **options: outputs.append((data, options["metadata"])))
    return outputs


def test_the_name_stands_in_the_data_that_nbval_compares(shown):
    glue.glue("largest-gap", "50.6")
    data, metadata = shown[0]
    assert data[glue.MIME] == {"name": "largest-gap", "value": "50.6"}
    assert data[glue.PREFIX + "text/plain"] == "'50.6'"
    assert metadata["scrapbook"]["name"] == "largest-gap"


def test_a_float_and_a_bad_name_are_refused(shown):
    with pytest.raises(TypeError, match="give text or a whole number"):
        glue.glue("gap", 50.6)
    with pytest.raises(ValueError, match="glue name"):
        glue.glue("Gap 1", "50.6")
    assert not shown


@pytest.mark.parametrize("value", ["nan", "NaN", "", " ", "None", "<NA>"])
def test_a_value_that_is_missing_is_refused(shown, value):
    with pytest.raises(ValueError, match="glue 'share': the value is missing"):
        glue.glue("share", value)
    assert not shown
