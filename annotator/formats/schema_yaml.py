"""Schemas as YAML, with every mistake reported in plain words at its line.

A subset of YAML is read: one document of lists, mappings and scalars without anchors, aliases and tags, with the
scalars of YAML 1.2 (so that `yes` and `=` are text).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process
from rapidfuzz.distance import Indel
from typing_extensions import override

from annotator.domain.errors import InputError
from annotator.domain.schema import Agreement, Attribute, AttributeType, Choice, Label, RelationType, Schema, ShowWhen
from annotator.domain.schema_checks import Parts
from annotator.domain.schema_parts import PROBLEM, Part
from annotator.domain.values import shown

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_LISTED = 50

Path = tuple[str | int, ...]
_P = TypeVar("_P", bound=Part)

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {spelt: spelt[0] in "tT" for spelt in ("true", "True", "TRUE", "false", "False", "FALSE")}
_FLOAT = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?", re.ASCII)
"""Numbers of the YAML 1.2 core schema, without octal, hexadecimal, infinity and not-a-number."""
_TYPED = frozenset({"is", "is_not"})
"""Keys whose values have the type they are written in; everything else is read as its field wants it."""

_PLAIN: dict[str, str] = {
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large",
    "greater_than_equal": "must be 1 or more",
    "too_short": "must not be empty",
    "model_type": "must have keys and values ('name: …')",
}
_CHOSEN: dict[str, list[str]] = {"type": [*AttributeType], "agreement": [*Agreement]}
_MODELS: dict[tuple[str, ...], type[Part]] = {
    (): Schema,
    ("labels",): Label,
    ("attributes",): Attribute,
    ("attributes", "choices"): Choice,
    ("attributes", "show_when"): ShowWhen,
    ("relations",): RelationType,
}


class _UnreadableError(Exception):
    """The text cannot be read at all, from this line on."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


class _Loader(yaml.SafeLoader):
    """Composes nodes, and refuses what could make a small text large or deep."""

    depth = 0

    @override
    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it untyped
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _UnreadableError(line, "anchors and aliases (& and *) cannot be used here; write the text out")
        if getattr(event, "tag", None):
            raise _UnreadableError(line, f"tags such as {event.tag} cannot be used here")
        if self.depth >= MAX_DEPTH:
            raise _UnreadableError(line, "lists and mappings are nested too deep")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _Document:
    """The composed text as plain values, and the line of everything in it."""

    def __init__(self, root: yaml.Node) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[tuple[int, str]] = []
        self.data = self._value(root, (), root.start_mark.line + 1)

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest thing around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _value(self, node: yaml.Node, path: Path, line: int) -> object:
        self.lines[path] = line
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, nth), item.start_mark.line + 1) for nth, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node, typed=not _TYPED.isdisjoint(path))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append((line, "a key must be a word"))
            elif key.value in found:
                self.problems.append((line, f"the key '{key.value}' is there twice"))
            else:
                found[key.value] = self._value(value, (*path, key.value), line)
        return found


def _scalar(node: yaml.ScalarNode, *, typed: bool) -> str | float | bool | None:
    text: str = node.value
    if node.style is not None:
        return text
    if text in _NULL:
        return None
    if typed and text in _BOOLEANS:
        return _BOOLEANS[text]
    return float(text) if typed and _FLOAT.fullmatch(text) else text


def load_schema(text: str | bytes, where: str) -> Schema:
    """Return the schema that `text` (bytes: UTF-8) describes; `where` is the file's name for messages.

    Raises InputError: `where` has the line of the first mistake, `why` lists all of them, one a line.
    """
    try:
        document = _Document(_compose(text, where))
    except _UnreadableError as fault:
        raise _error(where, [(fault.line, fault.why)]) from None
    problems = document.problems
    try:
        schema = Schema.model_validate(document.data)
    except ValidationError as error:
        problems = problems + list(_problems(document, error.errors(include_url=False)))
    else:
        if not problems:
            return schema
    raise _error(where, problems)


def _compose(text: str | bytes, where: str) -> yaml.Node:
    if len(text) > MAX_BYTES or (isinstance(text, str) and len(text.encode(errors="replace")) > MAX_BYTES):
        raise InputError("The schema is too large", where=where, why="A schema may have 1 MB")
    try:
        loader = _Loader((text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff"))
        root = loader.get_single_node()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(line, "the text is not UTF-8; save it as UTF-8") from None
    except yaml.reader.ReaderError as error:
        line = str(text).count("\n", 0, error.position) + 1
        raise _UnreadableError(line, f"the character U+{error.character:04X} cannot be in a schema") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _UnreadableError(mark.line + 1 if mark else 1, _syntax(error)) from None
    except (
        ValueError,
        OverflowError,
    ):  # PyYAML lets "\\UFFFFFFFF" and a version of 5,000 digits through to chr and int
        raise _UnreadableError(loader.line + 1, "there is an escape or a number that stands for nothing") from None
    if root is None:
        raise _UnreadableError(1, "the schema is empty")
    return root


def _syntax(error: yaml.MarkedYAMLError) -> str:
    if error.problem == "but found another document":
        return "a second document begins here; a schema is one document"
    return (
        f"this cannot be read as YAML ({error.problem}); look for a wrong indentation, "
        "a missing quotation mark or a missing space after ':'"
    )


def _error(where: str, problems: list[tuple[int, str]]) -> InputError:
    listed = [f"line {line}: {why}" for line, why in sorted(set(problems))]
    first = min(line for line, _ in problems)
    what = "The schema has a mistake" if len(listed) == 1 else f"The schema has {len(listed)} mistakes"
    if len(listed) > MAX_LISTED:
        listed[MAX_LISTED:] = [f"and {len(listed) - MAX_LISTED} more"]
    why = "\n".join(listed).encode(errors="backslashreplace").decode()
    return InputError(what, where=f"{where}, line {first}", why=why)


def _problems(document: _Document, errors: list[ErrorDetails]) -> Iterator[tuple[int, str]]:
    for error in errors:
        if error["type"] == "too_short" and error["input"]:
            continue  # pydantic does not count entries that are wrong themselves
        yield document.line(error["loc"]), _in_words(error)
    if any(error["type"] == "too_long" and len(error["loc"]) == 1 for error in errors):
        return
    # pydantic does not look at how parts fit together while one of them is wrong
    for path, why in _readable_parts(document.data).problems():
        yield document.line(path), why


def _in_words(error: ErrorDetails) -> str:
    path, kind = error["loc"], error["type"]
    if kind == PROBLEM:
        return error["msg"]
    key = str(path[-1]) if path else ""
    if kind == "missing":
        return f"the key '{key}' is missing"
    if kind == "extra_forbidden":
        keys = _keys(tuple(part for part in path[:-1] if isinstance(part, str)))
        return f"unknown key {shown(key)}{_guess(key, keys)}"
    if kind == "enum":
        chosen = _CHOSEN[key]
        return f"{shown(error['input'])} is not a value of '{key}'{_guess(error['input'], chosen)}: {', '.join(chosen)}"
    plain = _PLAIN.get(kind, f"is not right: {error['msg']}")
    if kind == "too_long":
        plain = f"is too long: {error['ctx']['max_length']} at most"
    if not path:
        return f"the schema {plain}"
    if isinstance(path[-1], int):
        return f"an entry of '{next(part for part in reversed(path) if isinstance(part, str))}' {plain}"
    return f"'{key}' {plain}"


def _keys(path: tuple[str, ...]) -> list[str]:
    return [str(field.validation_alias or name) for name, field in _MODELS[path].model_fields.items()]


def _guess(word: object, known: list[str]) -> str:
    found = (
        process.extractOne(word, known, scorer=Indel.normalized_similarity, score_cutoff=0.6)
        if isinstance(word, str)
        else None
    )
    return f" (did you mean '{found[0]}'?)" if found else ""


def _readable_parts(data: object) -> Parts:
    """Return the parts that can be read beside those that cannot, to check what refers to what all the same."""
    sections = [data.get(key) or [] for key in ("labels", "attributes", "relations")] if isinstance(data, dict) else []
    if not all(isinstance(section, list) for section in sections):
        sections = []
    labels, attributes, relations = sections or ([], [], [])
    items = [item for item in (*labels, *attributes) if isinstance(item, dict)]
    return Parts(
        [_read(Label, item) for item in labels],
        [_read(Attribute, item) for item in attributes],
        [_read(RelationType, item) for item in relations],
        unread={
            str(item.get("name")) for item in items if _read(Label, item) is None and _read(Attribute, item) is None
        },
    )


def _read(model: type[_P], item: object) -> _P | None:
    try:
        return model.model_validate(item)
    except ValidationError:
        return None


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` reads: no aliases, and text in quotes where YAML 1.2 sees a number."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("+-.0123456789"))


def dump_schema(schema: Schema) -> str:
    """Return the schema as YAML that loads to an equal schema; the same schema gives the same text."""
    data = {"name": schema.name, "version": schema.version, **_plain(schema)}
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)


def schema_sha256(schema: Schema) -> str:
    """Return the SHA-256 of the schema as JSON with sorted keys, without what is at its default, in hexadecimal."""
    data = {**_plain(schema), "version": schema.version}
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(schema: Schema) -> dict[str, Any]:
    data = schema.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for attribute, plain in zip(schema.attributes, data.get("attributes", ()), strict=True):
        plain["agreement"] = attribute.agreement.value  # its default depends on the type
    return data
