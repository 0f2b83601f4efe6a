"""A small file makes no large thing, and twice the file takes no more than about twice the time.

Times are compared with those of the same work on less, taken in the same run: what takes time squared takes 64 times as
long on eight times as much.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from annotator.domain.errors import InputError
from annotator.domain.values import AttributeType, coerce_value
from annotator.formats.article_fields import iso_date, read_fields
from annotator.formats.brat.lines import parse_standoff
from annotator.formats.cas.found import MOST_LISTED
from annotator.formats.conversion.page_lines import article_of_pages
from annotator.formats.decoding import decode
from annotator.formats.offset_units import Mark, place_marks
from annotator.formats.schema_yaml import load_schema
from annotator.formats.titles import title_of
from annotator.services.articles import ImportReport
from tests.contract.formats.hostile_files import read_hostile

_TIMES, _ALLOWED = 8, 30


def _xmi(structures: int, referred: int) -> bytes:
    ids = " ".join(str(nth) for nth in range(10, 10 + referred))
    many = "".join(f'<c:X xmi:id="{10 + nth}" sofa="1" next="2"/>' for nth in range(max(structures, referred)))
    return (
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:c="http:///c.ecore" xmlns:cas="http:///uima/cas.ecore">'
        '<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="One."/>'
        f'<cas:FSArray xmi:id="2" elements="{ids}"/>{many}</xmi:XMI>'
    ).encode()


def _json_cas(structures: int, referred: int) -> bytes:
    listed = [{"%ID": 10 + nth, "%TYPE": "c.X", "@sofa": 1, "@next": 2} for nth in range(structures)]
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": "One."}
    array = {"%ID": 2, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": list(range(10, 10 + referred))}
    return json.dumps({"%FEATURE_STRUCTURES": [sofa, array, *listed]}).encode()


@pytest.mark.parametrize(("name", "make"), [("cas-xmi", _xmi), ("cas-json", _json_cas)])
def test_a_list_that_everything_refers_to_does_not_grow(
    name: str, make: Callable[[int, int], bytes], tmp_path: Path
) -> None:
    side = int(MOST_LISTED**0.5)
    assert read_hostile(name, tmp_path, make(side // 10, side // 10)).articles
    found = read_hostile(name, tmp_path, make(side + 1, side + 1))
    assert not found.articles
    assert "refer" in found.said or "too long" in found.said


def test_a_reference_to_a_list_many_times_over_is_no_list(tmp_path: Path) -> None:
    data = _xmi(3, 3).replace(b'next="2"', b'next="' + b"2 " * 100_000 + b'"', 1)
    found = read_hostile("cas-xmi", tmp_path, data.replace(b'elements="', b'elements="' + b"10 " * 100_000))
    assert not found.spans


def test_a_region_of_a_thousand_labels_is_not_taken_times_its_values(tmp_path: Path) -> None:
    labels = [f"l{nth}" for nth in range(1_000)]
    region = {"id": "a", "type": "labels", "value": {"start": 0, "end": 3, "labels": labels}}
    value = {"id": "a", "from_name": "judge", "type": "choices", "value": {"choices": labels}}
    task = {"data": {"text": "One two."}, "annotations": [{"result": [region, *[value] * 10]}]}
    found = read_hostile("label-studio", tmp_path, json.dumps([task]).encode())
    assert found.spans == 0
    assert "It has 1,000 labels" in found.said


def test_fields_that_are_not_used_are_not_told_one_by_one() -> None:
    record = {"text": "One.", **{f"field {nth}" * 50: 1 for nth in range(10_000)}}
    remarks = read_fields(record, "a.jsonl, line 1").remarks
    assert len(remarks) <= 21
    assert remarks[-1] == "9980 more fields are not used"
    assert sum(map(len, remarks)) < 2_000
    assert ImportReport().remarks == []


def test_aliases_and_depth_of_a_schema_do_not_grow() -> None:
    levels = "\n".join(f"l{nth + 1}: &l{nth + 1} [{', '.join([f'*l{nth}'] * 9)}]" for nth in range(9))
    for text in (
        f"l0: &l0 [x]\n{levels}\n",
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 10_000,
        "- " * 10_000,
        "? " * 10_000,
    ):
        with pytest.raises(InputError) as raised:
            load_schema(text, "a.yaml")
        assert raised.value.where == "a.yaml, line 1"
        assert "cannot be used here" in raised.value.why or "nested too deep" in raised.value.why


# ---- time


def _marks(number: int) -> None:
    """Place marks whose words are none of the text's, each over all of it."""
    place_marks("é" + "word " * 40_000, [Mark(((0, 200_000),), "other words")] * number)


def _brat_line(number: int) -> None:
    parse_standoff("T1\tperson " + "0 1;" * number + "x\twords\n" + "T2\t" + " " * number + "\n", "a.ann")


WORK: dict[str, Callable[[int], object]] = {
    "a title behind a date": lambda size: title_of("1.1.2024 10:00" + " " * size + "!", "t"),
    "a title of marks": lambda size: title_of("# " * size + "!", "t"),
    "a title of dates": lambda size: title_of("1.1.2024\n" * size, "t"),
    "a date of spaces": lambda size: iso_date("1 Jan," + " " * size + "2024"),
    "a date of a mail": lambda size: iso_date("Mon, " + "(" * size + "1 Jan 2024"),
    "a number": lambda size: _refused(AttributeType.NUMBER, "1" + ",000" * size + "!"),
    "a number's exponent": lambda size: _refused(AttributeType.NUMBER, "1" * size + "e" + "1" * size + "!"),
    "a text of line ends": lambda size: coerce_value(AttributeType.TEXT, (), "a" + " \n\t" * size + "b"),
    "a text of spaces": lambda size: coerce_value(AttributeType.TEXT, (), "a" + " " * size + "b"),
    "a line of brat": _brat_line,
    "marks over all of the text": _marks,
    "a page's number": lambda size: article_of_pages([["- " * size + "!"], ["one " * size]]),
    "a page's hyphens": lambda size: article_of_pages([["a-" * size, "b", "-" * size, "c"]]),
    "bytes to guess at": lambda size: decode(b"\xe9 caf\xe9 " * size, "a.txt"),
}
SIZES = {"a title behind a date": 20_000, "marks over all of the text": 300, "bytes to guess at": 300}


def _refused(kind: AttributeType, raw: str) -> None:
    with pytest.raises(Exception, match="not a number"):
        coerce_value(kind, (), raw)


def _seconds(work: Callable[[int], object], size: int) -> float:
    """Return the shortest of a few times that some work takes."""
    times = []
    for _ in range(3):
        start = perf_counter()
        work(size)
        times.append(perf_counter() - start)
    return min(times)


@pytest.mark.parametrize("name", WORK)
def test_time_grows_with_the_text_and_not_with_its_square(name: str) -> None:
    work, size = WORK[name], SIZES.get(name, 5_000)
    work(10)
    least = 0.0005  # seconds; less than that is the clock's and the machine's own
    few, many = _seconds(work, size), _seconds(work, _TIMES * size)
    assert many <= _ALLOWED * max(few, least), (few, many)
