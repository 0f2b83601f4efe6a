"""The sample project: the articles of `seeds/` with three annotators' layers on them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotation import Annotation, Progress, Provenance, Relation, Setting
from annotator.domain.article import State
from annotator.domain.edit import Change, Record
from annotator.domain.identity import ANNOTATION, RELATION
from annotator.domain.rules import coerce
from annotator.domain.span import fragments_of
from annotator.resources import seed
from annotator.services.articles import import_articles
from annotator.services.autofill import fill
from annotator.services.projects import Project, create_project, open_project
from annotator.services.roles import ADJUDICATORS

VISITOR = "you"
"""The person who looks around in the sample project: nobody of those who tagged it, and its adjudicator."""
_WHO_MADE_IT = "ida"
"""One of the sample annotators, so that the visitor has nothing to undo."""


def sample_project(folder: Path, *, annotations: bool = True) -> Path:
    """Return the sample project in a folder, made if it is not there yet.

    `annotations` says whether the sample annotators' work is put in, and the visitor made its adjudicator; without it
    the articles are untouched.
    """
    path = folder / "sample.annot"
    if path.exists():
        return path
    partial = folder / "sample.partial.annot"
    partial.unlink(missing_ok=True)
    create_project(partial, title="The Halmer dam")
    with open_project(partial, _WHO_MADE_IT) as project:
        articles = _import(project)
        if annotations:
            named = Setting(ADJUDICATORS, orjson.dumps([VISITOR]).decode())
            project.saver.submit(project.edit("name the adjudicator", (Change(None, named),)))
    for annotator, records in _layers().items() if annotations else ():
        with open_project(partial, annotator) as project:
            for record in records:
                _add_layer(project, articles[record["file"]], record)
    partial.with_name(f".{partial.name}.lock").unlink(missing_ok=True)
    return partial.rename(path)


def sample_articles() -> list[Path]:
    """Return the files of the sample articles, in order."""
    with seed("metadata.csv").open(encoding="utf-8", newline="") as table:
        return [seed(row["file"]) for row in csv.DictReader(table)]


def _import(project: Project) -> dict[str, str]:
    """Import the sample articles; return their ids by file."""
    report = import_articles(project, [*sample_articles(), seed("metadata.csv")])
    if report.failures:
        raise report.failures[0]
    return {article.file: article.id for article in report.added}


def _layers() -> dict[str, list[dict[str, Any]]]:
    """Return what each sample annotator made, one record for an article."""
    layers: dict[str, list[dict[str, Any]]] = {}
    for line in seed("sample_annotations.jsonl").read_bytes().splitlines():
        record = orjson.loads(line)
        layers.setdefault(record["annotator"], []).append(record)
    return layers


def _add_layer(project: Project, article_id: str, record: dict[str, Any]) -> None:
    """Write one article's annotations as one edit."""
    to_rules = record.get("left_to_rules", False)
    made = [_annotation(project, article_id, raw, left_to_rules=to_rules) for raw in record["annotations"]]
    links = [
        Relation(
            project.mint.new(RELATION),
            article_id,
            project.annotator,
            raw["label"],
            made[raw["head"]].id,
            made[raw["child"]].id,
            article_id,
            raw.get("attributes", {}),
        )
        for raw in record["relations"]
    ]
    progress = Progress(article_id, project.annotator, State(record["state"]), project.clock.now_ms())
    records: tuple[Record, ...] = (*made, *links, progress)
    project.saver.submit(project.edit("sample annotations", tuple(Change(None, record) for record in records)))


def _annotation(project: Project, article_id: str, raw: dict[str, Any], *, left_to_rules: bool) -> Annotation:
    """Return an annotation whose values count as confirmed where a rule fills the same, and as edited elsewhere.

    What is not given was left empty on purpose, unless it was left to the rules.
    """
    schema, text = project.schema, project.reader.text(article_id)
    published = project.reader.articles([article_id])[0].published
    fragments = fragments_of([(start, end) for start, end in raw["fragments"]])
    bare = Annotation(project.mint.new(ANNOTATION), article_id, project.annotator, raw["label"], fragments)
    by_rule = fill(schema, bare, text, published)
    given = {name: coerce(schema.attribute(name), value) for name, value in raw["attributes"].items()}
    provenance = {
        name: Provenance.CONFIRMED if by_rule.attributes.get(name) == value else Provenance.EDITED
        for name, value in given.items()
    }
    shown = {name: value for name, value in given.items() if value is not None}
    annotation = replace(bare, attributes=shown, provenance=provenance, note=raw.get("note", ""))
    return fill(schema, annotation if left_to_rules else _leave_empty(annotation, by_rule), text, published)


def _leave_empty(annotation: Annotation, by_rule: Annotation) -> Annotation:
    """Mark what a rule would fill and the annotator did not as left empty on purpose."""
    empty = {name: Provenance.EDITED for name in by_rule.attributes if name not in annotation.attributes}
    return replace(annotation, provenance={**empty, **annotation.provenance})
