from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import article_of, normalise_text
from annotator.domain.errors import InputError


def test_what_is_normalised_is_recorded_and_nothing_else_is_touched() -> None:
    kept = "A\u00a0b ﬁ e\u0301\u2028c\td"
    found = normalise_text("\ufeffOne\r\ntwo\rthree\x00\x07" + kept)
    assert found.text == "One\ntwo\nthree" + kept
    assert found.steps == {"bom": 1, "crlf": 2, "controls": 2}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    try:
        once = normalise_text(raw)
    except InputError:
        return
    if not once.text.startswith("\ufeff"):
        assert normalise_text(once.text).text == once.text
        assert not normalise_text(once.text).steps


def test_a_lone_surrogate_is_refused_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        normalise_text("one\ntwo \ud83d three", "story.txt")
    assert caught.value.where == "story.txt, line 2"
    assert "U+D83D" in str(caught.value)


@pytest.mark.parametrize("raw", ["", " \n\t", "\ufeff", "\x00"])
def test_an_empty_article_is_refused(raw: str) -> None:
    with pytest.raises(InputError, match="empty"):
        normalise_text(raw)


def test_an_article_is_named_by_its_text() -> None:
    one, other = (article_of(normalise_text(text), title="T") for text in ("Same\r\n", "Same\n"))
    assert one.id == other.id
    assert one.normalization == {"encoding": "utf-8", "crlf": 1}
    assert one.length == 5
