"""A project with the sample articles, tagged by three annotators who differ in the ways that people do.

Anna has the sample annotations. Ben and Cleo have the same ones with other boundaries, labels and values here and
there, and some of them missing; which ones follows from a count, so that the project is the same every time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotation import Annotation, Progress, Relation
from annotator.domain.article import State
from annotator.domain.boundaries import next_word_end
from annotator.domain.edit import Change, Record
from annotator.domain.identity import ANNOTATION, RELATION
from annotator.domain.rules import coerce
from annotator.domain.span import fragments_of
from annotator.resources import seed
from annotator.services.articles import import_articles
from annotator.services.autofill import fill
from annotator.services.projects import Project, create_project, open_project

ANNOTATORS = ("anna", "ben", "cleo")
START_MS = 1_750_000_000_000


def three_annotators(path: Path, articles: int = 9, annotators: tuple[str, ...] = ANNOTATORS) -> Path:
    """Make the project; every annotator has finished the first `articles` articles."""
    create_project(path, title="The Halmer dam")
    ticks = count(START_MS)
    with open_project(path, annotators[0], clock=lambda: next(ticks)) as project:
        with seed("metadata.csv").open(encoding="utf-8", newline="") as table:
            files = [seed(row["file"]) for row in csv.DictReader(table)]
        added = import_articles(project, [*files, seed("metadata.csv")]).added
        ids = {article.file: article.id for article in added}
        records = [orjson.loads(line) for line in seed("sample_annotations.jsonl").read_bytes().splitlines()]
        for record in [record for record in records if record["file"] in ids][:articles]:
            for nth, name in enumerate(annotators):
                _add(project, name, nth, ids[record["file"]], record)
    return path


def write_as(project: Project, annotator: str, name: str, *changes: Change) -> None:
    """Write an edit as if somebody else had opened the project."""
    project.saver.submit(replace(project.edit(name, ()), author=annotator, changes=changes))


def _add(project: Project, layer: str, nth: int, article_id: str, record: dict[str, Any]) -> None:
    text = project.reader.text(article_id)
    made: dict[int, Annotation] = {}
    for number, raw in enumerate(record["annotations"]):
        annotation = _annotation(project, layer, article_id, text, raw)
        varied = _varied(project, annotation, text, nth, number)
        if varied is not None:
            made[number] = varied
    relations = [
        Relation(
            project.mint.new(RELATION), article_id, layer, raw["label"], made[raw["head"]].id, made[raw["child"]].id,
            article_id,
        )
        for number, raw in enumerate(record["relations"])
        if raw["head"] in made and raw["child"] in made and (nth + number) % 5 != 4
        and project.schema.allows(raw["label"], made[raw["head"]].label, made[raw["child"]].label)
    ]  # fmt: skip
    progress = Progress(article_id, layer, State.FINISHED, project.clock.now_ms())
    records: tuple[Record, ...] = (*made.values(), *relations, progress)
    write_as(project, layer, "tag", *(Change(None, each) for each in records))


def _annotation(project: Project, layer: str, article_id: str, text: str, raw: dict[str, Any]) -> Annotation:
    schema = project.schema
    fragments = fragments_of([(start, end) for start, end in raw["fragments"]])
    given = {name: coerce(schema.attribute(name), value) for name, value in raw["attributes"].items()}
    attributes = {name: value for name, value in given.items() if value is not None}
    bare = Annotation(project.mint.new(ANNOTATION), article_id, layer, raw["label"], fragments, attributes)
    return fill(schema, bare, text, project.reader.articles([article_id])[0].published)


def _varied(project: Project, annotation: Annotation, text: str, nth: int, number: int) -> Annotation | None:
    """Return what the `nth` annotator made of an annotation; None if they overlooked it."""
    turn = number % 11
    if nth == 0 or turn not in ((1, 4, 6, 9) if nth == 1 else (1, 3, 6, 8)):
        return annotation if (nth, turn) != (0, 10) else None
    if turn in (8, 9):
        return None
    if turn in (1, 4):
        *before, last = annotation.fragments
        longer = next_word_end(text, last.end)
        return replace(annotation, fragments=fragments_of([*before, (last.start, longer)]))
    if turn == 3 and annotation.label in ("claim", "quote"):
        other = "quote" if annotation.label == "claim" else "claim"
        return fill(project.schema, replace(annotation, label=other, attributes={}, provenance={}), text, "")
    return _other_values(project, annotation, nth)


def _other_values(project: Project, annotation: Annotation, nth: int) -> Annotation:
    for name in _choices(project, annotation):
        values = [value for value in project.schema.attribute(name).values if value != annotation.attributes[name]]
        return replace(annotation, attributes={**annotation.attributes, name: values[nth % len(values)]})
    return annotation


def _choices(project: Project, annotation: Annotation) -> Iterator[str]:
    for attribute in project.schema.attributes_of(annotation.label):
        if attribute.values and annotation.attributes.get(attribute.name) is not None and attribute.show_when is None:
            yield attribute.name
