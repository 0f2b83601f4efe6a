"""Bringing annotations in: gold, layers and brat files become layers of the project, as one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import orjson

from annotator.domain.annotation import Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import Change, Edit
from annotator.domain.errors import InputError, KnownError, RuleError, UsageError
from annotator.domain.identity import ANNOTATION, RELATION
from annotator.domain.schema import AttributeType, Label, Schema
from annotator.domain.schema_parts import is_name, title_from
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow
from annotator.formats.annotated import AnnotatedArticle, UnknownLabelsError
from annotator.formats.brat.reader import read_brat
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE
from annotator.formats.gold.reader import read_gold
from annotator.formats.importer import read_layers
from annotator.formats.importers import importer_named
from annotator.formats.schema_yaml import dump_schema
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, ReadFailure
from annotator.services.articles import NothingNewError
from annotator.services.projects import Project, check_handle, handle_of
from annotator.storage.project_file import ProjectFile
from annotator.storage.writer import Writer

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]

_NEW_COLOURS = ("#5B7083", "#8A6D3B", "#A23B72", "#3B7A57", "#4C5FD7", "#B5483A")
"""Colours for labels that come in with a file, in turn."""


@dataclass(frozen=True, slots=True)
class LayerOptions:
    """How a file's annotations are taken.

    `label_map` renames labels and relations. `add_labels` adds those that the schema lacks. `finished` marks every
    article finished. `by_annotator` keeps each record in its own annotator's layer instead of the project's opener's;
    somebody else's layer of an article is only begun by that, never changed.
    `form` is the format of the files, `gold` for layers too; articles of other tools larger than `limit_bytes` are
    refused.
    """

    label_map: Mapping[str, str] = field(default_factory=dict)
    add_labels: bool = False
    finished: bool = False
    by_annotator: bool = False
    form: str = "gold"
    limit_bytes: int = DEFAULT_LIMIT_BYTES


@dataclass(slots=True)
class LayerReport:
    """What an import did: articles with anything new, new annotations and relations, annotations known already.

    `added` are the articles that the project did not have, `failures` what could not be taken and `left_out` files of
    other kinds in folders. `edits` can be handed to `Editor.adopt`.
    """

    articles: int = 0
    annotations: int = 0
    relations: int = 0
    known: int = 0
    added: list[Article] = field(default_factory=list)
    failures: list[KnownError] = field(default_factory=list)
    left_out: list[KnownError] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)


def import_layer(
    project: Project,
    paths: Sequence[Path],
    options: LayerOptions,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> LayerReport:
    """Read gold, layers or brat files into the project, in one transaction.

    Lines that cannot be taken are in the report. Raises InputError that lists the labels the schema lacks (unless they
    are mapped or added; nothing is kept then), CancelledError, and the project's own errors.
    """

    def read(schema: Schema) -> Iterator[AnnotatedArticle | ReadFailure]:
        return read_annotated(paths, schema, project.annotator, options, progress, cancelled)

    schema = project.schema
    wider = _with_new_labels(schema, read(schema), options.label_map) if options.add_labels else schema
    return project.saver.run(lambda file: _import(project, file, read(wider), wider, options)).result()


def read_annotated(
    paths: Sequence[Path],
    schema: Schema,
    layer: str,
    options: LayerOptions,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Iterator[AnnotatedArticle | ReadFailure]:
    """Yield what files hold, by their format. `layer` is used where a file names no annotator."""
    if options.form != "gold":
        reader = read_brat if options.form == "brat" else partial(read_layers, importer_named(options.form))
        yield from reader(
            paths,
            schema,
            layer=layer,
            label_map=options.label_map,
            add_labels=options.add_labels,
            limit_bytes=options.limit_bytes,
            progress=progress,
            cancelled=cancelled,
        )
        return
    for path in paths:
        yield from read_gold(
            _file_of_set(path, layers=options.by_annotator) if path.is_dir() else path,
            schema,
            layer=layer,
            label_map=options.label_map,
            add_labels=options.add_labels,
            progress=progress,
            cancelled=cancelled,
        )


def _file_of_set(folder: Path, *, layers: bool) -> Path:
    """Return the file of an exported set to read: that of all layers if they are wanted, or if there is no other."""
    names = (LAYERS_FILE, GOLD_FILE) if layers else (GOLD_FILE, LAYERS_FILE)
    return next((folder / name for name in names if (folder / name).is_file()), folder / names[0])


def _with_new_labels(
    schema: Schema, found: Iterator[AnnotatedArticle | ReadFailure], label_map: Mapping[str, str]
) -> Schema:
    """Return the schema with every label added that the file has and the schema lacks, and its relations widened."""
    new: dict[str, set[str]] = {}
    called: dict[str, set[str]] = {}
    ends: dict[tuple[str, str], set[str]] = {}
    for item in found:
        if not isinstance(item, AnnotatedArticle) or not item.new_labels:
            continue
        for name, attributes in item.new_labels.items():
            new.setdefault(name, set()).update(attributes)
        for written, name in item.lacking:
            called.setdefault(name, set()).add(written)
        labels = {row.id: row.label for row in item.annotations}
        for link in item.relations:
            for end, side in ((link.head, "head"), (link.child, "child")):
                if labels.get(end) in item.new_labels:
                    ends.setdefault((link.label, side), set()).add(labels[end])
    if not new:
        return schema
    return _widened(schema, new, {name: _title(schema, name, called[name], label_map) for name in new}, ends)


def _title(schema: Schema, name: str, called: set[str], label_map: Mapping[str, str]) -> str:
    """Return the title of a new label. Raises InputError if nobody said that several labels shall be one."""
    unsaid = {written.casefold() for written in called if written not in label_map}
    if not is_name(name) or (unsaid and (len(unsaid) > 1 or name in [label.name for label in schema.labels])):
        raise InputError(
            f"These labels cannot be added as “{name}”",
            where=", ".join(sorted(called)),
            why="Names have the letters a to z, digits and _, begin with a letter, and are there once",
            remedy="Rename them with --map OLD=new",
        )
    return title_from(next(iter(called))) if len(called) == 1 else ""


def _widened(
    schema: Schema,
    new: Mapping[str, set[str]],
    titles: Mapping[str, str],
    ends: Mapping[tuple[str, str], set[str]],
) -> Schema:
    order = [attribute.name for attribute in schema.attributes]
    labels = [
        Label(
            name=name,
            title=titles[name],
            color=_NEW_COLOURS[nth % len(_NEW_COLOURS)],
            attributes=tuple(a for a in order if a in new[name]),
        )
        for nth, name in enumerate(sorted(new))
    ]
    relations = [
        kind.model_copy(
            update={
                side: (*getattr(kind, side), *sorted(ends.get((kind.name, side), ()))) for side in ("head", "child")
            }
        )
        for kind in schema.relations
    ]
    update = {"labels": (*schema.labels, *labels), "relations": tuple(relations), "version": schema.version + 1}
    return schema.model_copy(update=update)


class _Import:
    """What files hold on their way into the project."""

    def __init__(self, project: Project, file: ProjectFile, options: LayerOptions, report: LayerReport) -> None:
        self._project, self._file, self._options, self._report = project, file, options, report
        self._ids: dict[str, str] = {}
        self._across: list[tuple[str, RelationRow]] = []
        self._named: set[str] = set()
        self._references = [one.name for one in project.schema.attributes if one.type == AttributeType.REFERENCE]

    def take(self, writer: Writer, item: AnnotatedArticle) -> None:
        """Write what is new of one article. One whose annotator cannot be one here is a failure."""
        article_id = item.article.id
        try:
            layer = self._layer_of(item)
        except UsageError as fault:
            remedy = "Change the name in the file, or import it without --by-annotator"
            self._report.failures.append(InputError(fault.what, item.where, fault.why, remedy))
            return
        new = not self._file.has_articles([article_id])
        if new:
            writer.put_text(item.article, item.text)
            writer.write(article_id, [Change(None, item.article)])
            self._report.added.append(item.article)
        known, across = self._report.known, len(self._across)
        rows = self._new_annotations(item, layer, new=new)
        relations = self._new_relations(item, layer, new=new)
        begun = self._progress(item, layer, new=new)
        wanted = rows or relations or begun or self._across[across:]
        if wanted and not new and self._is_of_another(item.article.id, layer):
            self._report.known = known
            del self._across[across:]
            self._report.failures.append(_begun_by(item, layer))
            return
        writer.add_rows(article_id, rows, relations, begun)
        self._report.articles += bool(new or rows or relations or begun)
        self._report.annotations += len(rows)
        self._report.relations += len(relations)

    def _layer_of(self, item: AnnotatedArticle) -> str:
        """Return the layer that an article's annotations go to. Raises InputError for a second annotator in one."""
        if self._options.by_annotator:
            return check_handle(handle_of(item.layer) if self._options.form != "gold" else item.layer)
        if item.begun:
            self._named.add(item.layer)
        if len(self._named) > 1:
            raise InputError(
                "The files hold annotations of several annotators",
                where=", ".join(sorted(self._named)),
                remedy="Keep each in a layer of their own with --by-annotator, or import a file of one annotator",
            )
        return self._project.annotator

    def _is_of_another(self, article_id: str, layer: str) -> bool:
        """Tell whether a layer of an article has something and is not the layer of who imports."""
        if layer == self._project.annotator:
            return False
        begun = any(found.layer == layer for found in self._file.progress(article_id))
        return begun or bool(self._file.annotations(article_id, layer))

    def take_across(self, writer: Writer) -> None:
        """Write the relations between articles, now that every annotation has its id."""
        for article_id, row in self._across:
            there = self._file.relations(article_id)
            ids = {link.id for link in there}
            known = {(link.label, link.head, link.child) for link in there if link.layer == row.layer}
            child = self._file.annotation(row.child_article_id, self._ids.get(row.child, row.child))
            if child is None:
                self._report.failures.append(_no_child(row, article_id))
            elif row.id not in ids and (row.label, row.head, child.id) not in known:
                writer.add_rows(article_id, [], [row._replace(child=child.id)], [])
                self._report.relations += 1

    def _new_annotations(self, item: AnnotatedArticle, layer: str, *, new: bool) -> list[AnnotationRow]:
        there = [] if new else self._file.annotations(item.article.id)
        taken = {annotation.id for annotation in there}
        twins: dict[tuple[str, tuple[tuple[int, int], ...]], str] = {
            (annotation.label, annotation.fragments): annotation.id for annotation in there if annotation.layer == layer
        }
        rows = []
        for row in item.annotations:
            twin = twins.get((row.label, _pairs(row.fragments))) if twins else None
            if twin is not None:
                self._ids[row.id] = twin
                self._report.known += 1
                continue
            fresh = row.id in taken or row.id in item.foreign_ids
            made = self._project.mint.new(ANNOTATION) if fresh else row.id
            self._ids[row.id] = made
            rows.append(row._replace(id=made, layer=layer))
        return [self._repointed(row) for row in rows] if self._references else rows

    def _repointed(self, row: AnnotationRow) -> AnnotationRow:
        """Let the references of a row name annotations by the ids that they have in the project."""
        values = orjson.loads(row.attributes)
        pointing = {name: self._ids.get(values[name], values[name]) for name in self._references if name in values}
        return row._replace(attributes=orjson.dumps(values | pointing).decode()) if pointing else row

    def _new_relations(self, item: AnnotatedArticle, layer: str, *, new: bool) -> list[RelationRow]:
        there = [] if new else self._file.relations(item.article.id)
        taken = {link.id for link in there}
        known = {(link.label, link.head, link.child) for link in there if link.layer == layer}
        rows = []
        for row in item.relations:
            fresh = row.id in taken or row.id in item.foreign_ids
            head = self._ids.get(row.head, row.head)
            child = self._ids.get(row.child, row.child)
            if (row.label, head, child) in known:
                continue
            made = self._project.mint.new(RELATION) if fresh else row.id
            placed = row._replace(id=made, layer=layer, head=head, child=child)
            if row.child_article_id != item.article.id:
                self._across.append((item.article.id, placed))
            else:
                rows.append(placed)
        return rows

    def _progress(self, item: AnnotatedArticle, layer: str, *, new: bool) -> list[ProgressRow]:
        if not new and any(found.layer == layer for found in self._file.progress(item.article.id)):
            return []
        if not item.begun:
            return []
        known = item.progress or ProgressRow(layer, State.IN_PROGRESS.value, 0)
        state = State.FINISHED.value if self._options.finished else known.state
        at_ms = known.at_ms or self._project.clock.now_ms()
        return [ProgressRow(layer, state, at_ms)]


def _begun_by(item: AnnotatedArticle, layer: str) -> RuleError:
    return RuleError(
        f"{layer} has tagged this article already, and only {layer} can change that",
        where=item.article.title or item.article.id,
        remedy=f"Merge {layer}'s project file, or import as {layer} with --annotator {layer}",
    )


def _no_child(row: RelationRow, article_id: str) -> InputError:
    why = f"The project has no annotation {row.child} in the article {row.child_article_id}"
    return InputError(f"The relation {row.label} is not taken", article_id, why)


def _pairs(fragments: str) -> tuple[tuple[int, int], ...]:
    """Return the fragments of a row's JSON."""
    numbers = [int(number) for number in fragments.replace("[", "").replace("]", "").split(",")]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _import(
    project: Project,
    file: ProjectFile,
    found: Iterator[AnnotatedArticle | ReadFailure],
    schema: Schema,
    options: LayerOptions,
) -> LayerReport:
    report = LayerReport()
    lacking: dict[str, None] = {}
    edit = project.edit("import annotations", ())
    taking = _Import(project, file, options, report)
    with suppress(NothingNewError), file.bulk(edit) as writer:
        if schema is not project.schema:
            new = Setting("schema", dump_schema(schema))
            writer.write(None, [Change(Setting("schema", project.settings["schema"]), new)])
        for item in found:
            if isinstance(item, AnnotatedArticle):
                taking.take(writer, item)
            else:
                (report.left_out if item.left_out else report.failures).append(item.error)
                if isinstance(item.error, UnknownLabelsError):
                    lacking.update(dict.fromkeys(item.error.labels))
        if lacking:
            raise _lacking(sorted(lacking))
        taking.take_across(writer)
        if not report.annotations and not report.relations and not report.articles:
            raise NothingNewError
        report.edits.append(edit)
    project.settings.update(file.settings())
    return report


def _lacking(labels: list[str]) -> InputError:
    return InputError(
        "The schema lacks labels that the file has",
        where=", ".join(labels),
        remedy="Rename them with --map OLD=new, or add them with --add-labels",
    )
