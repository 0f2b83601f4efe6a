from __future__ import annotations

import pytest

from annotator.domain.errors import InputError
from annotator.formats.xml_files import parse_xml

BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB.encode(), "declares a document type or entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "declares a document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "https://x.test/">]><a>&x;</a>', "declares a document type"),
        (b'<!DOCTYPE a [<!ENTITY % p SYSTEM "x.dtd"> %p;]><a/>', "declares a document type"),
        (b"<a>&lt;&undeclared;</a>", "undefined entity"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "nested too deeply"),
        (b"<a>" * 10_000, "nested too deeply"),
        (b"<a>\x00</a>", "not well-formed"),
        (b"<a b='1' b='2'/>", "duplicate attribute"),
        (b"<a></b>", "mismatched tag"),
        (b"", "no element found"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="nothing"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "encoding"),
        ("<a>\ud800</a>".encode("utf-8", "surrogatepass"), "not well-formed"),
    ],
)
def test_what_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_xml(data, "a.xml")
    assert why in str(raised.value)
    assert raised.value.where == "a.xml"


def test_names_attributes_and_words() -> None:
    root = parse_xml('<a xmlns:x="urn:x"> <x:b c="1&#10;2">é &amp; <d>e</d></x:b> </a>'.encode(), "a.xml")
    (child,) = root.children
    assert (root.name, child.name, child.attributes, child.inner) == ("a", "urn:x}b", {"c": "1\n2"}, "é & ")
    assert child.children[0].inner == "e"
