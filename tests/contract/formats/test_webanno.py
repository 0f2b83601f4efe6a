"""WebAnno TSV as read here, held against what dkpro-cassis reads of the same articles in XMI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from annotator.domain.offsets import OffsetMap
from annotator.formats.cas.found import FoundCas, FoundStructure
from annotator.formats.webanno.reader import structures_of
from tests.unit.formats.foreign_files import INTEROP

SUITE = INTEROP / "inception-tsv3"
CASES = sorted(path.parent.name for path in SUITE.glob("*/reference.tsv"))
PAIRS = [name for name in CASES if (SUITE / name / "reference.xmi").is_file()]
OFTEN_ELSEWHERE = {
    "NamedEntity": "Span",  # the suite's own tables rename the layer
    "POS_NOUN": "POS",
    "intValue": "integerValue",
}

pytestmark = pytest.mark.skipif(not CASES, reason="the WebAnno TSV suite of INCEpTION is not on this machine")


def same(name: str) -> str:
    return OFTEN_ELSEWHERE.get(name, name)


def kept(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return a place without the white space at its edges, which the format has no units for."""
    while begin < end and text[begin].isspace():
        begin += 1
    while begin < end and text[end - 1].isspace():
        end -= 1
    return begin, end


def ours(cas: FoundCas) -> list[str]:
    by_id = {one.id: one for one in cas.structures}
    units = OffsetMap(cas.text)

    def place(one: FoundStructure) -> tuple[int, int]:
        assert one.begin is not None
        assert one.end is not None
        return kept(cas.text, units.to_code_point(one.begin), units.to_code_point(one.end))

    def target(name: str) -> Any:
        one = by_id[name]
        return place(one) if one.begin is not None else (one.values.get("role"), target(one.refs["target"][0]))

    return sorted(
        repr(
            (
                same(one.short),
                place(one),
                sorted((same(key), value) for key, value in one.values.items()),
                sorted((key, [target(name) for name in names]) for key, names in one.refs.items()),
            )
        )
        for one in cas.structures
        if one.begin is not None and one.short != "Token"
    )


def theirs(path: Path) -> tuple[str, list[str]]:
    """Return what cassis reads, with every feature that a reference can be given as what it refers to."""
    cassis = pytest.importorskip("cassis", reason="dkpro-cassis is not installed")
    with path.open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=types_of(cassis, path))
    text = cas.sofa_string
    listed = list(cas.select_all_fs())
    by_id = {str(one.xmiID): one for one in listed}

    def target(name: str) -> Any:
        one = by_id[name]
        if hasattr(one, "begin"):
            return kept(text, one.begin, one.end)
        return getattr(one, "role", None), target(one.target)

    def refers(key: str, value: str) -> bool:
        names = value.split()
        slots = bool(names) and all(name in by_id and not hasattr(by_id[name], "begin") for name in names)
        return slots or (key in ("Governor", "Dependent", "next") and value in by_id)

    def described(one: Any) -> Iterator[str]:
        short = one.type.name.rpartition(".")[2]
        if short in ("Token", "Sentence", "DocumentMetaData", "DocumentAnnotation") or not hasattr(one, "begin"):
            return
        features = {
            each.name: getattr(one, each.name)
            for each in one.type.all_features
            if each.name not in ("sofa", "begin", "end", "order") and getattr(one, each.name)
        }
        values = sorted((same(key), value) for key, value in features.items() if not refers(key, value))
        refs = sorted(
            (key, [target(name) for name in value.split()]) for key, value in features.items() if refers(key, value)
        )
        yield repr((same(short), kept(text, one.begin, one.end), values, refs))

    return text, sorted(line for one in listed for line in described(one))


def types_of(cassis: Any, path: Path) -> Any:
    """Return a type system in which everything is text, since the suite comes without the real ones."""
    types = cassis.TypeSystem()
    features: dict[str, set[str]] = {}
    for element in ET.parse(path).getroot():
        space, _, local = element.tag.removeprefix("{http:///").partition(".ecore}")
        name = f"{space.replace('/', '.')}.{local}"
        if local and not name.startswith("uima.cas.") and not types.contains_type(name):
            above = "uima.cas.AnnotationBase" if "sofa" in element.attrib else "uima.cas.TOP"
            types.create_type(name, "uima.tcas.Annotation" if "begin" in element.attrib else above)
        if local and not name.startswith("uima."):
            features.setdefault(name, set()).update(
                key for key in element.attrib if not key.startswith("{") and key not in ("sofa", "begin", "end")
            )
    for name, names in features.items():
        for key in sorted(names):
            types.create_feature(types.get_type(name), key, "uima.cas.String")
    return types


@pytest.mark.parametrize("name", PAIRS)
def test_tables_say_what_cassis_reads_of_the_same_article(name: str) -> None:
    cas = structures_of((SUITE / name / "reference.tsv").read_text("utf-8"), name)
    text, expected = theirs(SUITE / name / "reference.xmi")
    assert cas.text.rstrip() == text.rstrip()
    if name.startswith("testZeroWidthAnnotation"):  # the format moves them to the next unit, as the names say
        expected = [
            line.replace("(1, 1)", "(2, 2)").replace("(4, 4)", "(3, 3)").replace("(8, 8)", "(7, 7)")
            for line in expected
        ]
    assert ours(cas) == expected


@pytest.mark.parametrize("name", [name for name in CASES if name not in PAIRS])
def test_tables_without_a_sibling_are_read(name: str) -> None:
    cas = structures_of((SUITE / name / "reference.tsv").read_text("utf-8"), name)
    slots = [one for one in cas.structures if one.type == "slot"]
    assert slots
    known = {one.id for one in cas.structures}
    assert all(one.refs["target"][0] in known for one in slots)


def test_the_suite_is_whole() -> None:
    assert (len(CASES), len(PAIRS)) == (75, 73)
