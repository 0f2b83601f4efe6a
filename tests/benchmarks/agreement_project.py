"""A project of 1,000 articles that three annotators have finished, with 100,000 spans in all."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import orjson

from annotator.domain.article import State
from annotator.domain.edit import Edit
from annotator.domain.identity import Clock, Mint
from annotator.domain.stored import AnnotationRow, ProgressRow
from annotator.services.projects import create_project
from annotator.storage.project_file import ProjectFile
from tests.benchmarks.bench_storage import texts

ARTICLES = 1000
ANNOTATORS = ("anna", "ben", "cara")
PLACES = 37
"""Places in an article where there is something to mark; each annotator misses one in ten of them."""
_LABELS = ("claim", "quote", "figure")
_NAMES = tuple(f"{first} {last}" for first in ("Ada", "Bo", "Cleo") for last in ("Harbour", "Field", "Wood", "Hill"))


@cache
def annotated_project() -> Path:
    """Return the project, made once a run."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "annotated.annot"
    create_project(path)
    with ProjectFile.open(path, write=True) as project:
        mint, clock, chance = Mint(project.device), Clock(project.device, lambda: 1_700_000_000_000), random.Random(5)
        with project.bulk(Edit(mint.new("e"), "import", "anna", clock.stamp(), ())) as writer:
            for article, text in texts(ARTICLES):
                writer.add_article(article, text)
                finished = [ProgressRow(annotator, State.FINISHED.value, 1) for annotator in ANNOTATORS]
                writer.add_rows(article.id, list(_rows(mint, article.length, chance)), (), finished)
    return path


def _rows(mint: Mint, length: int, chance: random.Random) -> Iterator[AnnotationRow]:
    """Yield three layers that differ in boundaries, labels, attributes and in what is missed."""
    step = length // PLACES
    for nth in range(PLACES):
        said = _attributes(_LABELS[nth % 3], chance)
        for annotator in ANNOTATORS:
            if chance.random() < 0.1:
                continue
            label = _LABELS[nth % 3] if chance.random() < 0.95 else chance.choice(_LABELS)
            start = nth * step + chance.choice((0, 0, 0, 0, 3, 9))
            end = start + chance.randrange(20, 100)
            attributes = said if label == _LABELS[nth % 3] and chance.random() < 0.8 else _attributes(label, chance)
            fragments = f"[[{start},{min(end, length)}]]"
            provenance = orjson.dumps(dict.fromkeys(attributes, "confirmed")).decode()
            values = orjson.dumps(attributes).decode()
            yield AnnotationRow(mint.new("s"), annotator, label, fragments, values, provenance, "", "")


def _attributes(label: str, chance: random.Random) -> dict[str, object]:
    pick = chance.choice
    if label == "claim":
        return {
            "claim_type": pick(("fact", "prediction", "assessment", "position")),
            "certainty": pick(("certain", "probable", "possible")),
            "negated": chance.random() < 0.1,
            "conditional": False,
            "source_kind": "person",
            "source": pick(_NAMES),
        }
    if label == "quote":
        return {"quote_type": pick(("direct", "mixed")), "speaker": pick(_NAMES), "cue": pick(("said", "told"))}
    return {"value": chance.randrange(1, 100_000) / 2, "comparator": pick("=~<"), "kind": pick(("count", "measure"))}
