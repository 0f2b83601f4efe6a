"""A project of three annotators who differ in boundaries, labels and attributes; its numbers can be worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.annotation import GOLD, Annotation, AttributeValue, Progress
from annotator.domain.article import State
from annotator.domain.edit import Change, Record
from annotator.domain.identity import ANNOTATION
from annotator.domain.span import fragments_of
from annotator.services.articles import import_articles
from annotator.services.projects import Project, create_project, open_project

LENGTH = 100

SCHEMA = """
name: small
title: Small
version: 1
labels:
  - {name: claim, color: "#0b84a5", attributes: [kind, sure]}
  - {name: figure, color: "#a50b84", attributes: [value]}
  - {name: quote, color: "#84a50b"}
attributes:
  - {name: kind, type: choice, choices: [{value: fact}, {value: opinion}]}
  - {name: sure, type: choice, ordinal: true, choices: [{value: certain}, {value: probable}, {value: possible}]}
  - {name: value, type: number, agreement: log_interval}
"""


@dataclass(frozen=True)
class Mark:
    label: str
    start: int
    end: int
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


def claim(start: int, end: int, **attributes: AttributeValue) -> Mark:
    return Mark("claim", start, end, attributes)


def figure(start: int, end: int, value: float) -> Mark:
    return Mark("figure", start, end, {"value": value})


Layers = Mapping[str, tuple[State, list[Mark]]]

DONE, DOING = State.FINISHED, State.IN_PROGRESS
FIVE: list[Layers] = [
    {
        "anna": (
            DONE,
            [
                claim(0, 10, kind="fact", sure="certain"),
                claim(20, 30, kind="fact", sure="probable"),
                figure(40, 44, 1000.0),
            ],
        ),
        "ben": (
            DONE,
            [
                claim(0, 10, kind="fact", sure="certain"),
                claim(20, 28, kind="opinion", sure="probable"),
                figure(40, 44, 1000.0),
            ],
        ),
        "cara": (DONE, [claim(0, 10, kind="fact"), figure(20, 30, 5.0)]),
    },
    {"anna": (DONE, [claim(0, 10)]), "ben": (DONE, [claim(50, 60)]), "cara": (DOING, [claim(0, 10)])},
    {"anna": (DONE, []), "ben": (DONE, []), "cara": (DONE, [])},
    {"anna": (DONE, [claim(0, 10)]), GOLD: (DONE, [claim(0, 10)])},
    {"ben": (DOING, [claim(0, 10)])},
]
"""Compared: all three; anna and ben; all three, who found nothing. Left out: one annotator (and gold); nobody."""


def make_project(
    path: Path, articles: list[Layers], texts: list[str] | None = None, title: str = "Story", schema: str = SCHEMA
) -> Path:
    """Make a project of articles of `LENGTH` code points (or `texts`) with these layers."""
    create_project(path, title=title, schema_text=schema)
    texts = texts or [(f"{number:02d} abcd" * LENGTH)[:LENGTH] for number in range(len(articles))]
    with open_project(path, "anna") as project:
        for number, (text, layers) in enumerate(zip(texts, articles, strict=True)):
            source = path.parent / f"{number}.txt"
            source.write_text(text, encoding="utf-8")
            (article,) = import_articles(project, [source]).added
            assert article.length == len(text)
            _write(project, article.id, layers)
    return path


def _write(project: Project, article_id: str, layers: Layers) -> None:
    for layer, (state, marks) in layers.items():
        project.annotator = layer  # nobody but they may write it
        records: list[Record] = [Progress(article_id, layer, state, project.clock.now_ms())]
        for mark in marks:
            fragments = fragments_of([(mark.start, mark.end)])
            name = project.mint.new(ANNOTATION)
            records.append(Annotation(name, article_id, layer, mark.label, fragments, mark.attributes))
        project.saver.submit(project.edit("marks", tuple(Change(None, record) for record in records)))
