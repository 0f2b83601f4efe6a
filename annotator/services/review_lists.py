"""What is behind a number of a comparison: its spans or articles, one by one, and the article with all layers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.agreement.kinds import Kind, Pairing, Verdict
from annotator.agreement.values import ArticleLayers, Settings, Unit
from annotator.domain.annotation import Annotation
from annotator.domain.article import Article
from annotator.domain.blinding import may_see
from annotator.domain.errors import CancelledError
from annotator.domain.schema import AttributeType, Schema
from annotator.domain.stored import StoredArticle
from annotator.services.projects import read_project, stored_schema
from annotator.services.review_counts import finished_layers, measured
from annotator.services.review_scope import ReviewOptions, Viewer, scope_of
from annotator.storage.project_file import ProjectFile

if TYPE_CHECKING:
    from annotator.agreement.disagreements import Comparison

Pair = tuple[str, str]
_WORDS = 200
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Behind:
    """What a number counts; empty parts do not narrow it down.

    With `articles` these are listed, with `both_empty` those in which no annotator of the pair has a span. With
    `annotator` that one's spans are. Else what pairs of annotators did, paired
    off by `pairing`: `label` if one of the two has it, `labels` the first's and the second's, `attribute` with its
    `verdicts` or the two `values` that were given.
    """

    title: str
    articles: tuple[str, ...] | None = None
    both_empty: bool = False
    annotator: str = ""
    pairs: tuple[Pair, ...] = ()
    pairing: Pairing = Pairing.OVERLAP
    kinds: frozenset[Kind] = frozenset()
    label: str | None = None
    labels: Pair | None = None
    attribute: str = ""
    verdicts: frozenset[Verdict] = frozenset()
    values: Pair | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute that two annotators set to different values, or that only one of them set (the other is "")."""

    title: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: an article, a span of one annotator (`a`), or what a pair of them did at a place.

    `words` is the text there (of an article nothing), at most `_WORDS` code points.
    """

    article_id: str
    title: str
    pair: Pair = ("", "")
    kind: Kind | None = None
    a: Unit | None = None
    b: Unit | None = None
    words: str = ""
    differing: tuple[Difference, ...] = ()

    @property
    def place(self) -> tuple[int, int] | None:
        """The code points that its units cover together, from the first to the last; None for an article."""
        units = [unit for unit in (self.a, self.b) if unit is not None]
        return (min(unit.start for unit in units), max(unit.end for unit in units)) if units else None


def listed(
    project: Path, options: ReviewOptions, behind: Behind, *, cancelled: Callable[[], bool] | None = None
) -> Generator[list[Entry], None, None]:
    """Yield the lines article by article, in import order.

    Only articles that are compared now are looked at, so that nothing is shown that may not be seen. Raises what
    opening a project raises and CancelledError. Close the iterator if it is not used up.
    """
    with read_project(project) as file, file.moment():
        scope = scope_of(file, options)
        if behind.articles is not None:
            there = {*scope.used, *scope.one_finished, *scope.none_finished, *scope.hidden}
            there &= set(behind.articles)
            wanted = [article for article in file.article_ids() if article in there]
            yield [Entry(article.id, _title(article)) for article in file.articles(wanted)]
            return
        schema = stored_schema(file.settings(), project)
        finder = _Finder(schema, measured(schema, options), behind)
        for stored in _in_order(file, scope.used):
            if cancelled is not None and cancelled():
                raise CancelledError
            found = list(finder.entries(stored, finished_layers(stored, options)))
            if found:
                yield found


def _in_order(file: ProjectFile, articles: Sequence[str]) -> Iterator[StoredArticle]:
    """Yield articles as they are asked for, a few in memory at a time; a walk goes by their ids."""
    for start in range(0, len(articles), _AT_ONCE):
        some = articles[start : start + _AT_ONCE]
        found = {stored.article.id: stored for stored in file.walk(article_ids=some)}
        yield from (found[article] for article in some)


def _title(article: Article) -> str:
    return article.title or article.file or article.id


class _Finder:
    """Finds the lines of one article."""

    def __init__(self, schema: Schema, settings: Settings, behind: Behind) -> None:
        self._schema, self._settings, self._behind = schema, settings, behind

    def entries(self, stored: StoredArticle, layers: ArticleLayers) -> Iterator[Entry]:
        """Yield the lines in the order of the text, pair by pair."""
        from annotator.agreement.disagreements import compare  # noqa: PLC0415 (numpy is loaded by those who compare)

        behind, title = self._behind, _title(stored.article)
        if behind.both_empty:
            ((a, b),) = behind.pairs
            if layers.layers.get(a) == () == layers.layers.get(b):
                yield Entry(layers.article_id, title)
            return
        if behind.annotator:
            for unit in sorted(layers.layers.get(behind.annotator, ()), key=lambda one: self._place([one])):
                if behind.label in (None, unit.label):
                    words = _words(stored.text, unit.start, unit.end)
                    yield Entry(layers.article_id, title, (behind.annotator, ""), None, unit, None, words)
            return
        compared = compare(layers, self._settings, behind.pairs or None, behind.pairing)
        pairs = {pair: number for number, pair in enumerate(dict.fromkeys(found.pair for found in compared))}
        known = {unit.id: unit for units in layers.layers.values() for unit in units}
        for found in sorted(compared, key=lambda one: (pairs[one.pair], self._place(one.units))):
            if self._fits(found):
                words = _words(stored.text, found.start, found.end)
                differing = tuple(self._difference(found, name, stored.text, known) for name in found.differing)
                yield Entry(layers.article_id, title, found.pair, found.kind, found.a, found.b, words, differing)

    def _place(self, units: Sequence[Unit]) -> tuple[object, ...]:
        """Return the place of units in reading order; on the same words the labels come in the schema's order."""
        start, end = min(unit.start for unit in units), max(unit.end for unit in units)
        return (start, -end, *((self._schema.rank(unit.label), unit.label, unit.id) for unit in units))

    def _fits(self, found: Comparison) -> bool:
        behind = self._behind
        labels = [unit.label for unit in found.units]
        return (
            (not behind.kinds or found.kind in behind.kinds)
            and (behind.label is None or behind.label in labels)
            and (behind.labels is None or tuple(labels) == behind.labels)
            and (not behind.attribute or self._has_attribute(found))
        )

    def _has_attribute(self, found: Comparison) -> bool:
        behind = self._behind
        verdict = next((one.verdict for one in found.attributes if one.name == behind.attribute), None)
        if verdict is None or (behind.verdicts and verdict not in behind.verdicts):
            return False
        return behind.values is None or behind.values == tuple(_value(unit, behind.attribute) for unit in found.units)

    def _difference(self, found: Comparison, name: str, text: str, known: Mapping[str, Unit]) -> Difference:
        """Return what the two say; a reference to a unit of this article by the words that it is on."""
        attribute = self._schema.attribute(name)
        a, b = (_value(unit, name) for unit in found.units)
        if attribute.type == AttributeType.REFERENCE:
            a, b = (_words(text, known[one].start, known[one].end) if one in known else one for one in (a, b))
        return Difference(attribute.title, a, b)


def _value(unit: Unit, name: str) -> str:
    from annotator.agreement.attributes import category  # noqa: PLC0415 (as above)

    return category(unit.attributes.get(name))


def _words(text: str, start: int, end: int) -> str:
    line = " ".join(text[start : min(end, start + 2 * _WORDS)].split())
    return line if len(line) <= _WORDS and end <= start + 2 * _WORDS else f"{line[: _WORDS - 1]}…"


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article with the layers that somebody may see: layer -> annotations in the order of the text."""

    article: Article
    text: str
    layers: Mapping[str, tuple[Annotation, ...]]


def shown_article(file: ProjectFile, article_id: str, viewer: Viewer) -> ShownArticle:
    """Return an article as the viewer may see it. Raises InputError if it is not there."""
    (article,) = file.articles([article_id])
    states = {row.layer: row.state for row in file.progress(article_id)}
    layers: dict[str, list[Annotation]] = {name: [] for name in states}
    for annotation in file.annotations(article_id):
        layers.setdefault(annotation.layer, []).append(annotation)
    layers = {
        name: found
        for name, found in layers.items()
        if may_see(viewer.name, name, states, adjudicator=viewer.adjudicator)
    }
    return ShownArticle(article, file.text(article_id), {name: tuple(layers[name]) for name in sorted(layers)})
