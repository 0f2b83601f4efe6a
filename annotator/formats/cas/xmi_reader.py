"""Reads a CAS from XMI: our own export, INCEpTION's, and whatever else UIMA writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from annotator.domain.errors import InputError
from annotator.formats.article_folders import path_text
from annotator.formats.cas.found import FoundCas, FoundStructure
from annotator.formats.cas.said import said_of
from annotator.formats.cas.xmi import TYPES_FILE
from annotator.formats.importer import Found, Importer
from annotator.formats.json_files import first_bytes, read_whole
from annotator.formats.xml_files import Element, parse_xml

_ID = "http://www.omg.org/XMI}id"
_SOFA, _VIEW, _ARRAY = "uima.cas.Sofa", "uima.cas.View", "uima.cas.FSArray"
_VIEW_NAME = "_InitialView"
_REFERRING = frozenset({"head", "child", "fragments", "Governor", "Dependent", "source", "target", "first", "next"})
"""Features that refer to other structures, by what they are called; for files without their type system."""
_TYPES_NAMES = (TYPES_FILE, "typesystem.xml")
_PRIMITIVE = frozenset(
    f"uima.cas.{name}" for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)

Ranges = Mapping[str, Mapping[str, str]]
"""Type -> its features -> the types of their values."""


def looks_like_xmi(path: Path) -> bool:
    """Tell whether a file is XMI with the namespace of UIMA."""
    start = first_bytes(path)
    return start[:1] == b"<" and b"<xmi:XMI" in start and b"uima/cas.ecore" in start


def read_xmi(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the article of a file."""
    where = path_text(path)
    root = parse_xml(read_whole(path, limit_bytes * 20), where)
    if not root.name.endswith("}XMI"):
        raise InputError("The file is no CAS in XMI", where, f"Its outermost element is {root.name.rpartition('}')[2]}")
    yield from said_of(structures_of(root, _ranges(path.parent), where), path)


def structures_of(root: Element, ranges: Ranges, where: str) -> FoundCas:
    """Return the text of the first view and the structures that are in it or in none. Raises InputError."""
    elements = [(one, _type_name(one.name)) for one in root.children]
    sofas = {one.attributes.get(_ID, ""): one for one, name in elements if name == _SOFA}
    chosen = next((key for key, one in sofas.items() if one.attributes.get("sofaID") == _VIEW_NAME), None)
    chosen = chosen if chosen is not None else next(iter(sofas), None)
    if chosen is None or "sofaString" not in sofas[chosen].attributes:
        raise InputError("The CAS holds no text", where, "There is no Sofa with a sofaString")
    named = {one.attributes.get(_ID, ""): (one, name) for one, name in elements}
    arrays = {key: one.attributes.get("elements", "").split() for key, (one, name) in named.items() if name == _ARRAY}
    links = {key for key, (one, _) in named.items() if "target" in one.attributes and "begin" not in one.attributes}
    cas = FoundCas(sofas[chosen].attributes["sofaString"])
    for one, name in elements:
        if name not in (_SOFA, _VIEW, _ARRAY, "uima.cas.NULL") and one.attributes.get("sofa", chosen) == chosen:
            cas.add(_structure(one, name, _Names(named.keys(), arrays, links, ranges.get(name))), where)
    return cas


class _Names:
    """Tells which values of a structure are ids of others."""

    def __init__(
        self,
        known: Mapping[str, object] | object,
        arrays: Mapping[str, list[str]],
        links: set[str],
        ranges: Mapping[str, str] | None,
    ) -> None:
        self._known, self._arrays, self._links, self._ranges = known, arrays, links, ranges

    def ids(self, feature: str, value: str, type_name: str) -> list[str] | None:
        """Return the ids that a value is, None if it is a plain value."""
        found = self._arrays.get(value) or value.split()  # never a new list of an array, for many may refer to one
        if not found or not all(name in self._known for name in found):  # type: ignore[operator]
            return None
        if type_name.startswith("annotator."):
            return found if feature in ("head", "child", "fragments") else None
        if self._ranges is not None and feature in self._ranges:
            return None if self._ranges[feature] in _PRIMITIVE else found
        refers = feature in _REFERRING or all(name in self._links for name in found)
        return found if refers else None


def _structure(one: Element, name: str, names: _Names) -> FoundStructure:
    values: dict[str, object] = {}
    refs: dict[str, list[str]] = {}
    for key, value in one.attributes.items():
        if key in (_ID, "sofa", "begin", "end"):
            continue
        ids = names.ids(key, value, name)
        if ids is None:
            values[key] = value
        else:
            refs[key] = ids
    for child in one.children:
        listed = values.setdefault(child.name.rpartition("}")[2], [])
        if isinstance(listed, list):
            listed.append(child.inner)
    begin, end = _offset(one.attributes.get("begin")), _offset(one.attributes.get("end"))
    return FoundStructure(one.attributes.get(_ID, ""), name, begin, end, values, refs)


def _offset(value: str | None) -> int | None:
    """Return an offset; -1 for one that is no number, so that it lies outside of every text."""
    if value is None:
        return None
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1


def _type_name(name: str) -> str:
    """Return the name of a type from the namespace and name of its element."""
    space, _, local = name.rpartition("}")
    package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return local if package in ("", "uima.noNamespace") else f"{package}.{local}"


def _ranges(folder: Path) -> Ranges:
    """Return the types of features by the type system beside; nothing if there is none.

    Features are listed with every type that refines the one that has them. Types of texts with listed values are
    strings.
    """
    path = next((folder / name for name in _TYPES_NAMES if (folder / name).is_file()), None)
    if path is None:
        return {}
    status = path.stat()
    return _types_in(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)  # all files of a folder share one
def _types_in(path: Path, _changed_ns: int, _size: int) -> Ranges:
    """Return the types of features that a type system describes."""
    described = [one for one in _all(parse_xml(read_whole(path), path_text(path))) if _local(one) == "typeDescription"]
    supers = {_child(one, "name"): _child(one, "supertypeName") for one in described}
    own = {_child(one, "name"): dict(_features(one)) for one in described}

    def of(name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        seen: set[str] = set()
        while name in own and name not in seen:
            seen.add(name)
            found = {**own[name], **found}
            name = supers[name]
        return found

    texts = {name for name, above in supers.items() if above == "uima.cas.String"}
    return {
        name: {feature: "uima.cas.String" if kind in texts else kind for feature, kind in of(name).items()}
        for name in own
    }


def _features(one: Element) -> Iterator[tuple[str, str]]:
    for each in _all(one):
        if _local(each) == "featureDescription":
            kind = _child(each, "rangeTypeName")
            yield _child(each, "name"), kind.removesuffix("Array") if kind != _ARRAY else kind


def _all(one: Element) -> Iterator[Element]:
    yield one
    for child in one.children:
        yield from _all(child)


def _local(one: Element) -> str:
    return one.name.rpartition("}")[2]


def _child(one: Element, name: str) -> str:
    return next((child.inner.strip() for child in one.children if _local(child) == name), "")


IMPORTER = Importer(
    name="cas-xmi",
    title="UIMA CAS (XMI)",
    summary="XMI files of UIMA and INCEpTION, one article each",
    endings=(".xmi", ".xml"),
    looks_like=looks_like_xmi,
    read=read_xmi,
    beside=_TYPES_NAMES,
    prescribed=True,
)
