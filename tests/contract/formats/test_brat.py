"""What any brat writer can say comes into a project as it was said; the writer here knows nothing of the reader."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import AttributeValue
from annotator.formats.schema_yaml import dump_schema
from annotator.services.editing import Editor
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import Project, create_project, open_project
from tests.unit.domain.schema_samples import filled, verdicts
from tests.unit.formats.gold_samples import HARD

SCHEMA = verdicts()
BRAT = LayerOptions(form="brat")
UNITS = {"code points": "utf-32-le", "UTF-16": "utf-16-le", "UTF-8": "utf-8"}
WIDE = {"utf-32-le": 4, "utf-16-le": 2, "utf-8": 1}


class Said(NamedTuple):
    """An annotation as somebody meant it, in code points of the text with LF."""

    label: str
    pairs: tuple[tuple[int, int], ...]
    attributes: dict[str, AttributeValue]
    note: str


def write_brat(folder: Path, text: str, layer: list[Said], encoding: str, newline: str) -> None:
    """Write a pair the way a small script would: count, cut at line ends, one line for each thing that is said."""

    def count(position: int) -> int:
        return len(text[:position].replace("\n", newline).encode(encoding)) // WIDE[encoding]

    lines = []
    for nth, one in enumerate(layer, 1):
        pieces = [
            (match.start() + start, match.end() + start)
            for start, end in one.pairs
            for match in re.finditer("[^\n]+", text[start:end])
        ]
        offsets = ";".join(f"{count(start)} {count(end)}" for start, end in pieces)
        lines.append(f"T{nth}\t{one.label} {offsets}\t{' '.join(text[start:end] for start, end in pieces)}")
        for name, value in one.attributes.items():
            for single in value if isinstance(value, tuple) else (value,):
                written = {True: "true", False: "false"}.get(single, single) if isinstance(single, bool) else single
                lines.append(f"A{len(lines)}\t{name} T{nth} {written}")
        lines += [f"#{len(lines) + at}\tAnnotatorNotes T{nth}\t{line}" for at, line in enumerate(one.note.split("\n"))]
    (folder / "a.txt").write_bytes(text.replace("\n", newline).encode())
    (folder / "a.ann").write_bytes("".join(f"{line}\n" for line in lines).encode())


TEXTS = st.lists(st.sampled_from([piece for piece in HARD if piece != "\t"]), min_size=1, max_size=30).map(
    lambda pieces: "The start " + "".join(pieces)
)


@st.composite
def layers(draw: st.DrawFn) -> tuple[str, list[Said]]:
    """Return a text and annotations on it, no two alike; no fragment touches another across line ends alone."""
    text = draw(TEXTS)
    said: dict[tuple[str, tuple[tuple[int, int], ...]], Said] = {}
    for _ in range(draw(st.integers(0, 5))):
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        pairs = _whole(text, list(zip(cuts[::2], cuts[1::2], strict=False)))
        label = draw(st.sampled_from(["ruling", "person"]))
        values = draw(filled(SCHEMA, label).map(lambda known: {k: v for k, v in known.items() if k != "appeals"}))
        note = draw(st.sampled_from(["", "Not sure.", "two\nlines", "a\n\nb"]))
        if pairs:
            said.setdefault((label, pairs), Said(label, pairs, values, note))
    return text, list(said.values())


def _whole(text: str, pairs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Trim line ends off fragments and join those that nothing else is between: brat cannot tell them apart."""
    joined: list[tuple[int, int]] = []
    for start, end in pairs:
        words = text[start:end].strip("\n")
        if not words:
            continue
        low = start + len(text[start:end]) - len(text[start:end].lstrip("\n"))
        high = low + len(words)
        if joined and not text[joined[-1][1] : low].strip("\n"):
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def stored(project: Project) -> list[Said]:
    (article,) = project.reader.article_ids()
    found = project.reader.annotations(article)
    return sorted(Said(one.label, one.fragments, dict(one.attributes), one.note) for one in found)


def words_are_unique(text: str, layer: list[Said]) -> bool:
    """Tell whether words alone say where they are; if they do not, another way of counting may fit by chance."""
    words = [piece for one in layer for start, end in one.pairs for piece in re.findall("[^\n]+", text[start:end])]
    return all(len(re.findall(f"(?={re.escape(one)})", text)) == 1 for one in words)


@settings(deadline=None)
@given(layers(), st.sampled_from(list(UNITS.values())), st.sampled_from(["\n", "\r\n"]))
def test_a_layer_comes_in_as_it_was_meant_and_once(case: tuple[str, list[Said]], encoding: str, newline: str) -> None:
    text, layer = case
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_brat(folder, text, layer, encoding, newline)
        create_project(folder / "p.annot", schema_text=dump_schema(SCHEMA))
        with open_project(folder / "p.annot", "ben") as project:
            report = import_layer(project, [folder], BRAT)
            if encoding == UNITS["code points"] or words_are_unique(text, layer):
                assert not report.failures
                assert stored(project) == sorted(layer)
            again = import_layer(project, [folder], BRAT)
            assert (again.annotations, again.relations, again.edits) == (0, 0, [])
            assert again.known == report.annotations
            Editor(project).undo()
            assert project.reader.article_count() == 0
