from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import normalise_text
from annotator.domain.span import Fragments, surface
from annotator.formats.offset_units import Counting, Mark, Placement, as_kept, place_marks
from tests.unit.formats.gold_samples import HARD

STORY = "Tea ☕ and 👩‍👩‍👧 cake cost 🇦🇹 €3.\r\nNobody paid.\r\n\r\nThe end of it."


def mark(text: str, words: str, encode: str = "", *, of: str | None = None) -> Mark:
    """Mark words in a text as another program would count: in code points, or in units of an encoding."""
    start = text.index(words)
    wide = {"utf-16-le": 2, "utf-8": 1}

    def count(position: int) -> int:
        return len(text[:position].encode(encode)) // wide[encode] if encode else position

    return Mark(((count(start), count(start + len(words))),), words if of is None else of)


WORDS = ["Tea", "👩‍👩‍👧", "cake cost", "€3", "Nobody", "The end of it"]


def placed(raw: str, found: Placement) -> list[str]:
    text = normalise_text(raw).text
    return [one if isinstance(one, str) else surface(text, one) for one in found.spans]


@pytest.mark.parametrize(
    ("encoding", "change", "unit"),
    [
        ("", str, "code points"),
        ("utf-16-le", str, "UTF-16 units"),
        ("utf-8", str, "UTF-8 bytes"),
        ("", lambda raw: raw.replace("\r\n", "\n"), "code points, line ends as one"),
        ("utf-16-le", lambda raw: raw.replace("\r\n", "\n"), "UTF-16 units, line ends as one"),
        ("utf-8", lambda raw: raw.replace("\r\n", "\n"), "UTF-8 bytes, line ends as one"),
    ],
)
def test_the_unit_is_the_one_that_gives_every_surface(encoding: str, change: Callable[[str], str], unit: str) -> None:
    found = place_marks(STORY, [mark(change(STORY), words, encoding) for words in WORDS])
    assert found.unit == unit
    assert placed(STORY, found) == WORDS


@pytest.mark.parametrize("encoding", ["", "utf-16-le", "utf-8"])
def test_offsets_counted_in_a_copy_with_crlf_fit_a_text_with_lf(encoding: str) -> None:
    unix = STORY.replace("\r\n", "\n")
    found = place_marks(unix, [mark(STORY, words, encoding) for words in WORDS])
    assert found.unit.endswith("line ends as two")
    assert placed(unix, found) == WORDS


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("encoding", ["", "utf-16-le", "utf-8"])
def test_a_byte_order_mark_counts_or_not(encoding: str, counted: bool) -> None:
    raw = "\ufeff" + STORY
    found = place_marks(raw, [mark(raw if counted else STORY, words, encoding) for words in WORDS])
    assert found.unit.endswith("without the byte order mark") is not counted
    assert placed(raw, found) == WORDS


def test_a_surface_that_is_nowhere_does_not_keep_the_others_out() -> None:
    marks = [mark(STORY, "Tea"), mark(STORY, "cake", of="cook"), mark(STORY, "Nobody")]
    found = place_marks(STORY, [*marks, Mark(((4, 900),), "x")])
    assert found.unit == "code points"
    assert placed(STORY, found) == [
        "Tea",
        "The text there is 'cake', not 'cook'",
        "Nobody",
        f"900 is beyond the text, which has {len(STORY)} characters",
    ]


def test_no_other_way_of_counting_is_taken_unless_it_gives_every_surface() -> None:
    marks = [mark(STORY, words, "utf-16-le") for words in WORDS]
    found = place_marks(STORY, [*marks, mark(STORY, "paid", "utf-16-le", of="said")])
    assert found.unit == ""
    assert set(found.spans) == {"No way of counting characters gives the words of all 7 spans; the best gives 6"}


def test_two_ways_that_differ_are_not_chosen_between() -> None:
    assert place_marks("é🙂 1 aa", [Mark(((7, 8),), "1")]).unit == "UTF-8 bytes"
    twice = "é🙂 1  1"
    assert twice.encode()[7:8] == b"1" == twice.encode("utf-16-le")[14:15]
    found = place_marks(twice, [Mark(((7, 8),), "1")])
    assert (found.unit, len(found.spans)) == ("", 1)
    assert "more than one way" in str(found.spans[0])


def test_an_offset_inside_a_character_or_beyond_is_none() -> None:
    units = Counting("a🙂b", {1: 2})
    assert [units.start(offset) for offset in range(-1, 6)] == [None, 0, 1, None, 2, 3, None]
    assert [units.end(offset) for offset in range(-1, 6)] == [None, 0, 1, None, 2, 3, None]
    assert units.length == 4


def test_what_does_not_count_is_outside_of_a_fragment() -> None:
    ends_as_one = Counting("a\r\nb", {1: 0})
    assert [ends_as_one.start(offset) for offset in range(4)] == [0, 2, 3, 4]
    assert [ends_as_one.end(offset) for offset in range(4)] == [0, 1, 3, 4]


def test_what_is_not_kept_cannot_be_marked() -> None:
    found = place_marks("\ufeffab", [Mark(((0, 1),), "\ufeff"), Mark(((0, 2),), "\ufeffa")])
    assert found.spans[0] == "It marks only characters that are not kept"
    assert found.spans[1] == ((0, 1),)


RAW = st.lists(st.sampled_from([*HARD, "\r\n", "\r", "\x00", "\x07"])).map("".join).map("{}.".format)


@given(RAW, st.data())
def test_every_kept_character_is_found_in_the_normalised_text(raw: str, data: st.DataObject) -> None:
    text, kept = normalise_text(raw).text, as_kept(raw)
    assert kept.length == len(text)
    starts = [kept.start(offset) for offset in range(len(text))]
    assert starts == [nth for nth in range(len(raw)) if kept.offset(nth + 1) > kept.offset(nth)]
    position = data.draw(st.integers(0, len(raw) - 1))
    if kept.offset(position + 1) > kept.offset(position):
        assert text[kept.offset(position)] == ("\n" if raw[position] == "\r" else raw[position])


@given(RAW, st.sampled_from(["", "utf-16-le", "utf-8"]), st.data())
def test_what_is_placed_has_the_words_it_was_marked_with(raw: str, encoding: str, data: st.DataObject) -> None:
    def count(position: int) -> int:
        counted = raw[:position].encode(encoding) if encoding else raw[:position]
        return len(counted) // (2 if encoding == "utf-16-le" else 1)

    bounds = data.draw(st.lists(st.tuples(st.integers(0, len(raw)), st.integers(0, len(raw))), min_size=1, max_size=4))
    pairs = [(low, high) for low, high in (sorted(pair) for pair in bounds) if low < high]
    marks = [Mark(((count(low), count(high)),), raw[low:high]) for low, high in pairs]
    found = place_marks(raw, marks)
    text = normalise_text(raw).text
    for one, (low, high) in zip(found.spans, pairs, strict=True):
        words = raw[low:high] if low else raw[:high].removeprefix("\ufeff")
        expected = normalise_text("." + words).text[1:]
        if isinstance(one, str):
            assert encoding or not expected.strip("\n")  # half of a line end is nothing
        else:
            check_words(one, text, expected)


def check_words(found: Fragments, text: str, expected: str) -> None:
    """A fragment that begins or ends between the two halves of a line end has the whole of it or nothing."""
    assert surface(text, found).strip("\n") == expected.strip("\n")
