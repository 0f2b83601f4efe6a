"""Writes a gold set: streaming, into a temporary folder, read back and compared before it takes its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotation import GOLD
from annotator.domain.errors import CancelledError
from annotator.domain.schema import Schema
from annotator.domain.stored import StoredArticle
from annotator.formats.atomic_write import refuse_foreign, whole_folder
from annotator.formats.gold.card import dataset_card
from annotator.formats.gold.digested_file import DigestedFile
from annotator.formats.gold.features import features
from annotator.formats.gold.lineage import lineage_line, lineage_schema
from annotator.formats.gold.lines import FINISHED, Line, LineMaker, json_line, layer_state
from annotator.formats.gold.options import (
    CARD_FILE,
    FEATURES_FILE,
    GOLD_FILE,
    LAYERS_FILE,
    LAYERS_SCHEMA_FILE,
    LINEAGE_FILE,
    LINEAGE_SCHEMA_FILE,
    REGIONS_FILE,
    SCHEMA_FILE,
    SUMS_FILE,
    Counts,
    GoldOptions,
    GoldReport,
)
from annotator.formats.gold.record import json_schema
from annotator.formats.gold.sums import Digest, exported_names, sums_text


def export_names(options: GoldOptions) -> tuple[str, ...]:
    """Return the names of the files that an export writes."""
    gold = (GOLD_FILE, SCHEMA_FILE) if options.layer is not None else ()
    layers = (LAYERS_FILE, LAYERS_SCHEMA_FILE) if options.layers or options.layer is None else ()
    lineage = (LINEAGE_FILE, LINEAGE_SCHEMA_FILE) if options.layer == GOLD else ()
    return (*gold, *layers, *lineage, FEATURES_FILE, CARD_FILE, SUMS_FILE)


class _Export:
    """The state of one export: makes lines of articles and counts them."""

    def __init__(self, schema: Schema, options: GoldOptions) -> None:
        self.schema, self.options = schema, options
        self.maker = LineMaker(schema, options)
        self.gold, self.layers = Counts(), Counts()
        self.unfinished = 0
        self.regions: list[bytes] = []

    def ready(self, stored: StoredArticle, layer: str) -> bool:
        """Tell whether a layer of an article is exported."""
        return self.options.include_unfinished or layer_state(stored.progress, layer).state == FINISHED

    def write(
        self,
        stored: StoredArticle,
        gold: DigestedFile | None,
        layers: DigestedFile | None,
        lineage: DigestedFile | None,
    ) -> None:
        """Write the lines of one article."""
        chosen = self.options.layer
        made: Line | None = None
        before = self.gold.articles + self.layers.articles
        if gold is not None and chosen is not None:
            if self.ready(stored, chosen):
                made = self.maker.line(stored, chosen)
                gold.write(made.data)
                self._count(self.gold, stored, made, chosen)
                if lineage is not None:
                    lineage.write(lineage_line(stored, self.options))
            else:
                self.unfinished += 1
        if layers is not None:
            for layer in _annotators(stored):
                if self.ready(stored, layer):
                    line = made if made is not None and layer == chosen else self.maker.line(stored, layer)
                    layers.write(b'%b,"annotator":%b}\n' % (line.data[:-2], orjson.dumps(layer)))
                    self._count(self.layers, stored, line, layer)
        if stored.article.excluded and self.gold.articles + self.layers.articles > before:
            places = [{"start": start, "end": end} for start, end in stored.article.excluded]
            self.regions.append(json_line({"id": stored.article.id, "excluded": places}))

    def _count(self, counts: Counts, stored: StoredArticle, line: Line, layer: str) -> None:
        counts.articles += 1
        counts.characters += stored.article.length
        counts.empty += not line.spans
        counts.excluded += bool(stored.article.excluded)
        counts.annotators[layer] += 1
        counts.spans.update(line.spans)
        if line.relations:
            counts.relations.update(line.relations)
        if self.options.split:
            part = self.options.split.get(stored.article.id, "none")
            counts.splits[part] += 1
            counts.split_spans.setdefault(part, Counter()).update(line.spans)


def _annotators(stored: StoredArticle) -> list[str]:
    """Return the layers of an article other than the gold layer."""
    layers = {row.layer for row in stored.progress}
    layers.update([row.layer for row in stored.annotations])
    return sorted(layers - {GOLD})


def export_gold(
    target: Path,
    articles: Iterable[StoredArticle],
    schema: Schema,
    options: GoldOptions,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> GoldReport:
    """Write the gold set of `articles` into the folder `target` and return what it holds.

    `articles` are read once and in order; for `layers.jsonl` they come with the annotations of all layers. The same
    articles and options give the same bytes. `progress` is called with the number of articles read. An earlier
    export in `target` is replaced, foreign files are left alone. Raises InputError for a folder that holds foreign
    files of the same names, ProjectDamagedError for articles that must not be exported, DiskFullError and
    ProjectReadOnlyError, and CancelledError once `cancelled` returns True; then nothing is written.
    """
    names = export_names(options)
    ours = exported_names(target)
    refuse_foreign(target, (*names, REGIONS_FILE), ours)
    export = _Export(schema, options)
    with whole_folder(target, ours, last=SUMS_FILE) as folder:
        written = _write_lines(folder, names, articles, export, progress, cancelled)
        for name, data in _other_files(export, names).items():
            with DigestedFile(folder / name) as file:
                file.write(data)
            written[name] = file.written()
        sums = sums_text({name: one.sha256 for name, one in written.items()})
        (folder / SUMS_FILE).write_text(sums, "ascii", newline="\n")
    sizes = {name: one.size for name, one in written.items()}
    return GoldReport(target, {**sizes, SUMS_FILE: len(sums)}, export.gold, export.layers, export.unfinished)


def _write_lines(
    folder: Path,
    names: tuple[str, ...],
    articles: Iterable[StoredArticle],
    export: _Export,
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> dict[str, Digest]:
    with ExitStack() as stack:
        wanted = [name for name in (GOLD_FILE, LAYERS_FILE, LINEAGE_FILE) if name in names]
        files = {name: stack.enter_context(DigestedFile(folder / name)) for name in wanted}
        gold, layers, lineage = (files.get(name) for name in (GOLD_FILE, LAYERS_FILE, LINEAGE_FILE))
        for done, stored in enumerate(articles, 1):
            if cancelled is not None and cancelled():
                raise CancelledError
            export.write(stored, gold, layers, lineage)
            if progress is not None:
                progress(done)
    return {name: file.written() for name, file in files.items()}


def _other_files(export: _Export, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files that are written after the lines, by name."""
    alone = GOLD_FILE not in names
    made: Mapping[str, Callable[[], bytes]] = {
        SCHEMA_FILE: lambda: _json(json_schema(export.schema)),
        LINEAGE_SCHEMA_FILE: lambda: _json(lineage_schema()),
        LAYERS_SCHEMA_FILE: lambda: _json(json_schema(export.schema, annotator=True)),
        FEATURES_FILE: lambda: _json(features(export.schema, annotator=alone)),
        CARD_FILE: lambda: dataset_card(export.schema, export.options, export.gold, export.layers).encode(),
    }
    files = {name: make() for name, make in made.items() if name in names}
    return files | ({REGIONS_FILE: b"".join(export.regions)} if export.regions else {})


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
