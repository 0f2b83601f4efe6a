"""Whatever a file holds is read or refused with words, in every format; what is wrong with a part costs that part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from annotator.domain.errors import InputError, KnownError
from annotator.domain.values import AttributeType, coerce_value, shown
from annotator.formats.article_fields import iso_date
from tests.contract.formats.hostile_files import read_hostile
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import FILES, PARTS
from tests.unit.formats.gold_samples import export as export_gold
from tests.unit.formats.gold_samples import sample

_MAY_BE_EMPTY = ("gold", "schema", "doccano", "prodigy", "conll", "label-studio", "w3c")
"""A set of no articles is one; of a schema nothing is yielded."""
_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n\t \r\n\x0c",
    "NUL": bytes(5_000),
    "control characters": bytes(range(32)) * 40,
    "a terminal's commands": b'{"text": "\x1b]0;owned\x07\x1b[31m", "\x1b[2J": 1}\n\x1b[2J\t\x1b[31m\n',
    "every byte": bytes(range(256)) * 20,
    "half of a character": b'{"text": "One \xed\xa0\xbd two."}\nOne \xed\xa0\xbd two.\n',
    "an escape of half a character": b'{"text": "One \\ud83d two.", "id": "\\udc00"}\n',
    "UTF-16 cut in a character": "﻿One. 😊".encode("utf-16-le")[:-1],
    "UTF-16 that is none": b"\xff\xfe\x00\xd8\x00\xd8\x41\x00",
    "UTF-32 beyond Unicode": b"\xff\xfe\x00\x00\xff\xff\xff\xff",
    "two encodings": 'a,text\n1,"Café"\n'.encode() + 'a,text\n2,"Café ‘’"\n'.encode("cp1252") + b'{"text": "\xe9"}\n',
    "UTF-8 that turns into UTF-16": b'{"text": "One."}\n' + '{"text": "Two."}\n'.encode("utf-16-le"),
    "byte order marks within": '{"text": "One."}\n\ufeff{"text": "Two."}\n\ufeff\ufeff,text\n'.encode(),
    "a line of a megabyte": b"x" * 1_000_000,
    "a megabyte of commas": b"a,text,start,end,label,article\n" + b"," * 1_000_000,
    "a megabyte of brackets": b"[" * 1_000_000,
    "a quotation that never ends": b'text,b\n"' + b"one\n" * 20_000,
    "lists 10,000 levels deep": b"[" * 10_000 + b"]" * 10_000,
    "objects 10,000 levels deep": b'{"text":' * 10_000 + b"1" + b"}" * 10_000,
    "a record of a list 10,000 levels deep": b'{"text": "One.", "spans": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "a record of a list 1,000 levels deep": b'{"text": "One.", "label": ' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    "elements 10,000 levels deep": b"<a>" * 10_000 + b"</a>" * 10_000,
    "XML entities": _ENTITIES,
    "XML entities in UTF-16": _ENTITIES.decode().encode("utf-16"),
    "an XML document from elsewhere": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    "a YAML of aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nlabels: *c\n",
    "a YAML tag": b"name: !!python/object/apply:os.system [exit]\n",
    "a number of 10,000 digits": b"9" * 10_000,
    "a record with a number of 10,000 digits": b'{"text": "One.", "start": ' + b"9" * 10_000 + b"}",
    "a number beyond floats": b'{"text": "One.", "start": 1e400, "end": -1e400}',
    "what is no number": b'{"text": "One.", "start": NaN, "end": Infinity}',
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "an archive": b"PK\x03\x04" + bytes(100),
    "a database": b"SQLite format 3\x00" + bytes(100),
    "a compressed file": b"\x1f\x8b\x08\x00" + bytes(100),
    "a name of a megabyte": b'{"text": "One.", "' + b"k" * 1_000_000 + b'": [1]}\n' + b"l" * 1_000_000 + b"\ta\n",
    "a label of a megabyte": b'{"text": "One.", "label": [[0, 1, "' + b"l" * 1_000_000 + b'"]]}',
    "ten thousand fields": b"{" + b",".join(b'"k%d":1' % nth for nth in range(10_000)) + b',"text":"One."}',
}


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("name", FILES)
def test_hostile_contents_are_read_or_refused_with_words(name: str, content: str, tmp_path: Path) -> None:
    found = read_hostile(name, tmp_path, CONTENTS[content])
    assert found.articles or found.errors or name in _MAY_BE_EMPTY


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("name", [name for name in FILES if len(FILES[name]) > 1])
def test_hostile_contents_beside_are_read_or_refused_with_words(name: str, content: str, tmp_path: Path) -> None:
    first, *beside = next(seeds(name)).split(PARTS)
    found = read_hostile(name, tmp_path, first, *[CONTENTS[content]] * len(beside))
    assert found.articles or found.errors


# ---- offsets

_TEXT = "One two."


OFFSETS: dict[str, Callable[[str], bytes]] = {
    "doccano": lambda offset: b'{"text": "One two.", "label": [[0, %b, "person"]]}' % offset.encode(),
    "prodigy": lambda offset: (
        b'{"text": "One two.", "spans": [{"start": 0, "end": %b, "label": "person"}]}' % offset.encode()
    ),
    "label-studio": lambda offset: (
        b'[{"data": {"text": "One two."}, "annotations": [{"result": [{"id": "a", "type":'
        b' "labels", "value": {"start": 0, "end": %b, "labels": ["person"]}}]}]}]' % offset.encode()
    ),
    "w3c": lambda offset: (
        b'{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "a", "body": {"value": "person",'
        b' "purpose": "tagging"}, "target": {"source": "t", "selector": [{"type": "TextPositionSelector", "start": 0,'
        b' "end": %b}, {"type": "TextQuoteSelector", "exact": "no such words"}]}}' % offset.encode()
    ),
    "cas-json": lambda offset: (
        b'{"%%FEATURE_STRUCTURES": [{"%%ID": 1, "%%TYPE": "uima.cas.Sofa", "sofaID":'
        b' "_InitialView", "sofaString": "One two."}, {"%%ID": 2, "%%TYPE": "custom.Person", "@sofa": 1, "begin": 0,'
        b' "end": %b}]}' % offset.encode()
    ),
}
BESIDE = {"w3c": b'{"iri": "t", "text": "One two."}'}


@pytest.mark.parametrize(
    "offset",
    [
        "true", "3.0", "3e0", '"3"', "-1", "0", "-0", "9", "2147483648", "9223372036854775808", "18446744073709551616",
        "1e30", "1e308", "null", "[3]", "{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", OFFSETS)
def test_an_offset_that_is_none_costs_its_span_alone(name: str, offset: str, tmp_path: Path) -> None:
    found = read_hostile(name, tmp_path, OFFSETS[name](offset), *filter(None, [BESIDE.get(name)]))
    assert found.spans == 0
    assert len(found.articles) == 1, found.said
    assert found.errors, "nothing is said of the span"


@pytest.mark.parametrize("offset", ["true", "3.0", "-1", "9223372036854775808", "null", "[3]"])
@pytest.mark.parametrize("place", ["start", "end"])
def test_an_offset_that_is_none_costs_its_line_of_a_gold_set(place: str, offset: str, tmp_path: Path) -> None:
    export_gold(tmp_path, sample())
    first, *others = (tmp_path / "gold.jsonl").read_text("utf-8").splitlines()
    record = orjson.loads(first)
    record["spans"][0]["fragments"][0][place] = "@"
    lines = [orjson.dumps(record).decode().replace('"@"', offset), *others]
    found = read_hostile("gold", tmp_path, "\n".join(lines).encode())
    assert len(found.articles) == len(others)
    assert found.errors[0].where.endswith("line 1")


@pytest.mark.parametrize("offset", ["-1", "3.0", "999999999999999999999999", "٣", "0x3", "1e1", "NaN", "", "99"])
def test_an_offset_that_is_none_in_lines_of_text(offset: str, tmp_path: Path) -> None:
    brat = read_hostile("brat", tmp_path, b"One two.", f"T1\tperson 0 {offset}\tOne".encode())
    rows = f"article,label,start,end,text\na,person,0,{offset},One\n".encode()
    table = read_hostile("csv-spans", tmp_path, rows, b"id,text\na,One two.\n")
    cas = '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:c="http:///c.ecore" xmlns:cas="http:///uima/cas.ecore">'
    cas += '<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="One two."/>'
    cas += f'<c:Person xmi:id="2" sofa="1" begin="0" end="{offset}"/></xmi:XMI>'
    for found in (brat, table, read_hostile("cas-xmi", tmp_path, cas.encode())):
        assert len(found.articles) == 1, found.said
        assert found.spans == 0
        assert found.errors


# ---- values

_DEEP = orjson.loads("[" * 1_000 + "]" * 1_000)


@pytest.mark.parametrize("kind", AttributeType)
@pytest.mark.parametrize(
    "raw",
    [
        _DEEP, {"a": _DEEP}, "9" * 10_000, "1e99999", "1,234" * 20_000, "1" + ",000" * 20_000 + "!", "\ud800",
        "\x1b[31m", float("inf"), float("nan"), True, "٣", " " * 100_000 + "!", ["a"] * 100_000,
    ],
)  # fmt: skip
def test_no_value_is_too_much_for_an_attribute(kind: AttributeType, raw: object) -> None:
    words = shown(raw)
    try:
        value = coerce_value(kind, ("a", "b"), raw)
    except KnownError as error:
        words, value = str(error), None
    assert len(words) < 300
    assert value is None or orjson.dumps(value)


def test_a_value_that_is_nested_too_deeply_costs_its_line(tmp_path: Path) -> None:
    export_gold(tmp_path, sample())
    lines = (tmp_path / "gold.jsonl").read_bytes().splitlines()
    record = orjson.loads(lines[0])
    record["spans"][0]["attributes"]["outcome"] = "@"
    lines[0] = orjson.dumps(record).replace(b'"@"', b"[" * 1_000 + b"]" * 1_000)
    found = read_hostile("gold", tmp_path, b"\n".join(lines))
    assert len(found.articles) == len(lines) - 1
    assert "is not a value of the attribute 'outcome'" in found.said


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 1 Jan 99999999999999 00:00:00 +0000", "1, " + "9" * 5_000, "²²²²-1-1", "Mon, 1 Jan ²²²² ²:²",
        "Mo," + "(" * 5_000, "1 " + "A" * 5_000 + " 2024", "Mon, \ud800", "0000-00-00",
    ],
)  # fmt: skip
def test_no_date_is_too_odd(written: str) -> None:
    assert iso_date(written) is None


def test_an_error_is_cut_and_holds_nothing_that_a_terminal_would_do() -> None:
    error = InputError("What\x1b[2J" + "x" * 10_000, "wh\u202eere", "why\x9b31m\ud83d", "do\nthis")
    assert str(error).startswith("wh\N{REPLACEMENT CHARACTER}ere: What\N{REPLACEMENT CHARACTER}[2Jxxx")
    assert len(str(error)) < 5_000
    assert error.why == "why\N{REPLACEMENT CHARACTER}31m\N{REPLACEMENT CHARACTER}"
    assert error.remedy == "do\nthis"
