"""Export, import into an empty project, export again: the same bytes, whatever a layer holds."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.domain.identity import object_id
from annotator.domain.span import fragments_of
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow, StoredArticle
from annotator.formats.export_folder import export_folder
from annotator.formats.exporters import exporter_named
from annotator.formats.gold.options import GoldOptions
from annotator.formats.gold.writer import export_gold
from annotator.formats.schema_yaml import dump_schema
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import create_project, open_project, read_project
from tests.unit.domain.schema_samples import DEVICE, filled
from tests.unit.formats.export_samples import contents, context
from tests.unit.formats.gold_samples import DONE_MS, HARD, SCHEMA, stored

PEOPLE = ("anna", "ben")
NOTES = ("", "Not sure.", "two\nlines", "a\n\nb ", "<&> “=1+1”")
WHOLE = ("label-studio", "cas-xmi", "cas-json", "csv", "w3c")
"""Formats that hold all of a layer, with the name of their importer where it is another."""
IMPORTER = {"csv": "csv-spans"}


@st.composite
def articles(draw: st.DrawFn, *, lines: bool = True) -> list[StoredArticle]:
    """Return articles with two layers: crossing, nested, equal and interrupted spans, relations, notes."""
    pieces = [piece for piece in HARD if lines or "\n" not in piece]
    made = []
    numbers = count(1)
    for nth in range(draw(st.integers(1, 2))):
        text = f"Article {nth} " + "".join(draw(st.lists(st.sampled_from(pieces), max_size=20)))
        rows: list[AnnotationRow] = []
        links: list[RelationRow] = []
        progress = []
        for layer in PEOPLE:
            own = _spans(draw, text, layer, numbers)
            rows += own
            links += _links(draw, layer, own, stored(text).article.id, numbers)
            progress.append(ProgressRow(layer, draw(st.sampled_from(["finished", "in_progress"])), DONE_MS))
        known = {"title": f"Title {nth}", "publisher": draw(st.sampled_from(["", "The “Post”"])), "file": f"{nth}.txt"}
        made.append(stored(text, rows, links, progress, **known))
    return made


def _spans(draw: st.DrawFn, text: str, layer: str, numbers: Any) -> list[AnnotationRow]:
    found: dict[tuple[str, Any], AnnotationRow] = {}
    for _ in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        fragments = fragments_of(zip(cuts[::2], cuts[1::2], strict=False))
        label = draw(st.sampled_from(["ruling", "person"]))
        values = draw(filled(SCHEMA, label))
        if values.pop("appeals", None) is not None and found:
            values["appeals"] = next(iter(found.values())).id
        json = orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
        pairs = orjson.dumps([list(one) for one in fragments]).decode()
        name = object_id("s", DEVICE, next(numbers))
        row = AnnotationRow(name, layer, label, pairs, json, "{}", draw(st.sampled_from(NOTES)), "")
        found.setdefault((label, fragments), row)
    return list(found.values())


def _links(draw: st.DrawFn, layer: str, rows: list[AnnotationRow], article: str, numbers: Any) -> list[RelationRow]:
    found: dict[tuple[str, str, str], RelationRow] = {}
    heads = [row for row in rows if row.label == "ruling"]
    for _ in range(draw(st.integers(0, 3)) if heads and len(rows) > 1 else 0):
        head, child = draw(st.sampled_from(heads)), draw(st.sampled_from(rows))
        label = "ruled_by" if child.label == "person" else "overrules"
        values = '{"judge":"Ruiz = \\"R\\""}' if label == "overrules" and draw(st.booleans()) else "{}"
        if head.id != child.id:
            name = object_id("r", DEVICE, next(numbers))
            found.setdefault(
                (label, head.id, child.id), RelationRow(name, layer, label, head.id, child.id, article, values)
            )
    return list(found.values())


def export(name: str, folder: Path, listed: list[StoredArticle], layer: str) -> dict[str, bytes]:
    export_folder(exporter_named(name), folder, listed, context(layer=layer), include_unfinished=True)
    return {name: data for name, data in contents(folder).items() if name != "SHA256SUMS"}


def imported(folder: Path, project: Path, options: LayerOptions, annotator: str) -> None:
    if not project.exists():
        create_project(project, schema_text=dump_schema(SCHEMA))
    with open_project(project, annotator) as opened:
        report = import_layer(opened, [folder], options)
    assert [str(one) for one in report.failures] == []


def articles_of(project: Path) -> list[StoredArticle]:
    with read_project(project) as file:
        return sorted(file.walk(), key=lambda one: one.article.title)


def check(name: str, listed: list[StoredArticle], *, own_layer: bool) -> None:
    """Export the layer of each annotator, import all into one project, and compare what that exports."""
    with tempfile.TemporaryDirectory() as made:
        folder, project = Path(made), Path(made) / "p.annot"
        first = {layer: export(name, folder / layer, listed, layer) for layer in PEOPLE}
        for layer in PEOPLE:
            options = LayerOptions(form=IMPORTER.get(name, name), by_annotator=not own_layer)
            imported(folder / layer, project, options, layer if own_layer else "carl")
        again = articles_of(project)
        for layer in PEOPLE:
            assert export(name, folder / f"{layer} again", again, layer) == first[layer]


@pytest.mark.parametrize("name", WHOLE)
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_formats_that_hold_everything(name: str, data: st.DataObject) -> None:
    listed = data.draw(articles())
    assume(name != "cas-xmi" or not any("\uffff" in one.text for one in listed))
    check(name, listed, own_layer=False)


@settings(deadline=None, max_examples=30)
@given(articles(lines=False))
def test_brat(listed: list[StoredArticle]) -> None:
    check("brat", listed, own_layer=True)


@pytest.mark.parametrize("name", ["brat", "label-studio"])
def test_ids_decide_nothing_where_a_format_has_no_place_for_them(name: str) -> None:
    """Forty relations, and spans that differ in their fragments alone: new ids sort in another way than the old."""
    text = "word " * 60
    rows, links = [], []
    article = stored(text).article.id
    for nth in range(40):
        rows.append(AnnotationRow(object_id("s", DEVICE, 900 - nth), "anna", "ruling", f"[[{nth},{nth + 9}]]", *_REST))
        inner = f"[[100,{102 + nth}],[190,200]]"
        rows.append(AnnotationRow(object_id("s", DEVICE, 800 - nth), "anna", "ruling", inner, *_REST))
        ends = rows[-1].id, rows[nth].id
        links.append(RelationRow(object_id("r", DEVICE, 900 - nth), "anna", "overrules", *ends, article, "{}"))
    check(name, [stored(text, rows, links, title="Title 0", file="0.txt")], own_layer=True)


_REST = ("{}", "{}", "", "")


@settings(deadline=None, max_examples=20)
@given(articles())
def test_gold_and_layers(listed: list[StoredArticle]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder, project = Path(made), Path(made) / "p.annot"
        options = GoldOptions("anna", "p", layers=True, include_unfinished=True)
        export_gold(folder / "first", listed, SCHEMA, options)
        create_project(project, schema_text=dump_schema(SCHEMA))
        with open_project(project, "carl") as opened:
            report = import_layer(opened, [folder / "first" / "layers.jsonl"], LayerOptions(by_annotator=True))
        assert not report.failures
        export_gold(folder / "again", articles_of(project), SCHEMA, options)
        for name in ("gold.jsonl", "layers.jsonl"):
            assert (folder / "again" / name).read_bytes() == (folder / "first" / name).read_bytes()
