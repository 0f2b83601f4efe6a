"""Stored articles to export: one small set by hand, and strategies for texts that are hard to count in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st

from annotator.domain.annotation import GOLD
from annotator.domain.article import article_of, normalise_text
from annotator.domain.errors import RuleError
from annotator.domain.identity import object_id, split_object_id
from annotator.domain.schema import Schema
from annotator.domain.span import fragments_of
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow, StoredArticle
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.gold.options import GOLD_FILE, GoldOptions
from annotator.formats.gold.reader import read_gold
from annotator.formats.gold.writer import export_gold
from annotator.formats.text_files import ReadFailure
from tests.unit.domain.schema_samples import DEVICE, filled, verdicts

SCHEMA = verdicts()
DONE_MS = 1_741_766_400_123
TEXTS = (
    "The court quashed the fine 👩‍👩‍👧 of €1.2bn,” said Okafor. “It stands.”\nNot all agreed\u2028here.",
    "Ein Café\u0301 in\u00a0Wien: \u0627\u0644\u0639\u0631\u0628\u064a\u0629 and \u05e2\u05d1\u05e8\u05d9\u05ea.",
    "Nothing to tag in this one.",
)


def row(
    number: int, label: str, pairs: Sequence[tuple[int, int]], layer: str = "anna", **attributes: Any
) -> AnnotationRow:
    """Return an annotation as it is stored."""
    fragments = orjson.dumps([list(pair) for pair in pairs]).decode()
    values = orjson.dumps(attributes).decode()
    origins = orjson.dumps(dict.fromkeys(attributes, "edited")).decode()
    return AnnotationRow(object_id("s", DEVICE, number), layer, label, fragments, values, origins, "", "")


def link(number: int, label: str, head: int, child: int, child_article: str) -> RelationRow:
    """Return a relation of anna's as it is stored."""
    ends = (object_id("s", DEVICE, head), object_id("s", DEVICE, child))
    return RelationRow(object_id("r", DEVICE, number), "anna", label, ends[0], ends[1], child_article, "{}")


def stored(
    text: str,
    annotations: Iterable[AnnotationRow] = (),
    relations: Iterable[RelationRow] = (),
    progress: Iterable[ProgressRow] = (ProgressRow("anna", "finished", DONE_MS),),
    **known: str,
) -> StoredArticle:
    """Return an article with all that hangs on it."""
    article = article_of(normalise_text(text), **known)
    return StoredArticle(article, text, list(annotations), list(relations), list(progress))


def sample() -> list[StoredArticle]:
    """Return three finished articles: spans that overlap or are cut in two, every type of attribute, a relation."""
    first, second = TEXTS[0], TEXTS[1]
    return [
        stored(
            first,
            [
                row(3, "person", [(48, 54)], judge="Okafor"),
                row(
                    1, "ruling", [(0, 26), (56, 68)], outcome="fined", reasons=["facts", "law"], fine=1.2e9, paid=False
                ),
                row(2, "ruling", [(0, 17)], decided="2025-03", appeals=object_id("s", DEVICE, 1), remark="so “said”"),
            ],
            [
                link(9, "ruled_by", 1, 3, stored(first).article.id),
            ],
            title="A title",
            publisher="An outlet",
            published="2025-03-12",
            file="a.txt",
        ),
        stored(second, [row(4, "ruling", [(4, 9)], fine=3.0)._replace(note="odd\u2028one")], file="b.txt"),
        stored(TEXTS[2], file="c.txt"),
    ]


def options(**changes: Any) -> GoldOptions:
    """Return the options of an export of anna's layer."""
    return GoldOptions(**{"layer": "anna", "tool_version": "1.0", "layers": False, **changes})


def export(
    target: Path, articles: Iterable[StoredArticle] | None = None, schema: Schema = SCHEMA, **changes: Any
) -> list[dict[str, Any]]:
    """Export, and return the records as a plain JSON reader gets them."""
    export_gold(target, sample() if articles is None else articles, schema, options(**changes))
    return [orjson.loads(line) for line in (target / GOLD_FILE).read_bytes().splitlines()]


def back(path: Path, schema: Schema = SCHEMA, **how: Any) -> tuple[list[AnnotatedArticle], list[ReadFailure]]:
    """Read a file of records."""
    found = list(read_gold(path, schema, **{"layer": "anna", **how}))
    return [one for one in found if isinstance(one, AnnotatedArticle)], [
        one for one in found if isinstance(one, ReadFailure)
    ]


def restored(article: AnnotatedArticle) -> StoredArticle:
    """Return what a project would hold after the import."""
    progress = [] if article.progress is None else [article.progress]
    return StoredArticle(article.article, article.text, article.annotations, article.relations, progress)


HARD = [
    "👩‍👩‍👧", "👍🏽", "🇦🇹", "e\u0301", "नि", "\u0627\u0644", "\u05e2\u05d1", "\u00a0", "\u202f",
    "\u2028", "\u2029", "\x85",
    '"', "\\", "\n", "\t", "é", "a", "b ", "word ", "\ufeff", "</script>", "|",
]  # fmt: skip
"""Pieces of text that are longer, shorter or other than they look."""

texts = st.lists(st.sampled_from(HARD), min_size=1, max_size=30).map("".join).map(lambda text: f"T{text}")


@st.composite
def pairs_in(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    """Return canonical fragments within a text of this length."""
    ends = draw(st.lists(st.integers(0, length), min_size=2, max_size=6, unique=True).map(sorted))
    try:
        return list(fragments_of(zip(ends[::2], ends[1::2], strict=False)))
    except RuleError:
        return [(0, length)]


@st.composite
def stored_articles(draw: st.DrawFn, schema: Schema) -> list[StoredArticle]:
    """Return articles with unlike texts and unlike spans, some relations, and all states."""
    found, number = [], 0
    known: dict[str, Any]
    for text in draw(st.lists(texts, max_size=4, unique=True)):
        rows: dict[tuple[str, str], AnnotationRow] = {}
        for _ in range(draw(st.integers(0, 4))):
            number += 1
            label = draw(st.sampled_from([item.name for item in schema.labels]))
            known = dict(draw(filled(schema, label)))
            made = row(number, label, draw(pairs_in(len(text))), **known)
            rows[made.label, made.fragments] = made._replace(note=draw(st.sampled_from(["", "a\x85b", "“n”"])))
        here = stored(text).article.id
        links = []
        for head in rows.values():
            for child in rows.values():
                for kind in schema.relations_from(head.label):
                    if child.label in kind.child and draw(st.booleans()):
                        number += 1
                        one = link(number, kind.name, 0, 0, here)
                        links.append(one._replace(head=head.id, child=child.id))
        progress = draw(st.sampled_from([[], [("anna", "in_progress", 0)], [("anna", "finished", DONE_MS + number)]]))
        found.append(stored(text, rows.values(), links, [ProgressRow(*one) for one in progress]))
    return found


def as_gold(article: StoredArticle) -> StoredArticle:
    """Return an article with a gold layer made of all that its annotators did."""
    gold = [
        one._replace(
            id=object_id("s", DEVICE, 1000 + split_object_id(one.id)[2]),
            layer=GOLD,
            origin=orjson.dumps({"sources": [one.id], "decision": "agreed"}).decode(),
        )
        for one in article.annotations
    ]
    done = [*article.progress, ProgressRow(GOLD, "finished", DONE_MS)]
    return article._replace(annotations=[*article.annotations, *gold], progress=done)
