"""The laws of merging: whoever did what where, and in whatever order the files meet, all end up the same."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import count, permutations
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from annotator.domain.annotation import Annotation, Progress, Relation, Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import Change, Record
from annotator.domain.errors import RuleError
from annotator.domain.merging import MergeReport
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.merging import (
    Sight,
    Station,
    copy,
    journal,
    merge_files,
    shown_by,
    sight,
    stations,
)

_AT = st.integers(0, 9)
_MOST = 5
"""Files at once."""


class Apart(RuleBasedStateMachine):
    """Three people and more work on files of one project, which meet now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="annotator-merging-")
        self.stations = stations(Path(self.folder.name))
        self.numbers = count(10)
        self.refused = 0

    def at(self, at: int) -> Station:
        return self.stations[at % len(self.stations)]

    def check(self, station: Station) -> None:
        assert station.project.verify() == []
        assert station.objects() == shown_by(journal(station.path))

    def pick(self, data: st.DataObject, station: Station, kind: type[Record]) -> Record | None:
        """Return an object that the one at the station may change."""
        found = station.of(kind, station.author)
        return data.draw(st.sampled_from(found)) if found else None

    @rule(at=_AT, text=st.integers(0, 3))
    def import_article(self, at: int, text: int) -> None:
        station = self.at(at)
        words = f"Ferry number {text} was late."
        if all(article.title != words for article in station.of(Article)):
            station.add_article(words, title=words)
            self.check(station)

    @rule(at=_AT, data=st.data(), start=st.integers(0, 9), label=st.sampled_from(["claim", "quote"]))
    def tag(self, at: int, data: st.DataObject, start: int, label: str) -> None:
        station = self.at(at)
        article = self.pick(data, station, Article)
        if isinstance(article, Article):
            station.tag(article, (start, start + 2), label=label)
            self.check(station)

    @rule(at=_AT, data=st.data(), note=st.sampled_from(["", "sure", "?"]), end=st.integers(2, 12))
    def change(self, at: int, data: st.DataObject, note: str, end: int) -> None:
        station = self.at(at)
        span = self.pick(data, station, Annotation)
        if isinstance(span, Annotation):
            station.do("change", Change(span, replace(span, note=note, attributes={"speaker": f"{end}"})))
            self.check(station)

    @rule(at=_AT, data=st.data())
    def delete(self, at: int, data: st.DataObject) -> None:
        station = self.at(at)
        span = self.pick(data, station, Annotation)
        if isinstance(span, Annotation):
            station.drop(*(one for one in station.of(Relation) if span.id in (one.head, one.child)), span)
            self.check(station)

    @rule(at=_AT, data=st.data())
    def relate(self, at: int, data: st.DataObject) -> None:
        station = self.at(at)
        head, child = self.pick(data, station, Annotation), self.pick(data, station, Annotation)
        if isinstance(head, Annotation) and isinstance(child, Annotation) and head != child:
            station.link(head, child)
            self.check(station)

    @rule(at=_AT, data=st.data(), state=st.sampled_from(State))
    def progress(self, at: int, data: st.DataObject, state: State) -> None:
        station = self.at(at)
        article = self.pick(data, station, Article)
        if isinstance(article, Article):
            now = {one.layer: one for one in station.project.progress(article.id)}
            after = Progress(article.id, station.author, state, next(self.numbers))
            station.do("state", Change(now.get(station.author), after))
            self.check(station)

    @rule(at=_AT, data=st.data())
    def remove_article(self, at: int, data: st.DataObject) -> None:
        station = self.at(at)
        article = self.pick(data, station, Article)
        if isinstance(article, Article):
            station.drop(*station.hanging_on(article))
            self.check(station)

    @rule(at=_AT, data=st.data(), title=st.sampled_from(["Boat", "Ship"]))
    def describe(self, at: int, data: st.DataObject, title: str) -> None:
        station = self.at(at)
        article = self.pick(data, station, Article)
        if isinstance(article, Article):
            station.do("describe", Change(article, replace(article, publisher=title)))
            self.check(station)

    @rule(at=_AT, value=st.sampled_from(["a", "b"]), gone=st.booleans())
    def setting(self, at: int, value: str, gone: bool) -> None:
        station = self.at(at)
        old = station.project.settings().get("guideline")
        before = None if old is None else Setting("guideline", old)
        after = None if gone and before else Setting("guideline", value)
        station.do("set", Change(before, after))
        self.check(station)

    @rule(at=_AT, again=st.booleans())
    def undo(self, at: int, again: bool) -> None:
        """Undo and redo are refused where a merge has changed what they are about, and then change nothing."""
        station = self.at(at)
        before = station.objects()
        try:
            _ = station.redo() if again else station.undo()
        except RuleError:
            self.refused += 1
            assert station.objects() == before
        self.check(station)

    @rule(at=_AT, other=_AT)
    def merge(self, at: int, other: int) -> None:
        station, source = self.at(at), self.at(other)
        if station is not source:
            before = journal(station.path)
            report = station.merge(source)
            assert journal(station.path) == before | journal(source.path), "nothing is lost, nothing made up"
            self.check(station)
            told = {(conflict.kind, conflict.key, conflict.other.edit_id) for conflict in station.project.conflicts()}
            merged = {(conflict.kind, conflict.key, conflict.other.edit_id) for conflict in report.conflicts}
            assert merged <= told, "what a merge tells of can be found again"
            assert quiet(station.merge(source)), "a second time there is nothing new"
            assert {hidden[:] for hidden in report.hidden}.isdisjoint(station.objects())

    @rule(at=_AT, odd=st.booleans())
    @precondition(lambda self: len(self.stations) < _MOST)
    def pack(self, at: int, odd: bool) -> None:
        station = self.at(at)
        chosen = {article.id for number, article in enumerate(station.of(Article)) if number % 2 == odd}
        number = next(self.numbers)
        target = Path(self.folder.name) / f"pack{number}.annot"
        station.pack(target, chosen, station.author)
        packed = Station(target, station.author, number)
        self.stations.append(packed)
        self.check(packed)
        assert journal(target) <= journal(station.path)
        assert {article.id for article in packed.of(Article)} <= chosen
        assert {record.layer for record in packed.of(Annotation)} <= {station.author}
        assert len(packed.of(Annotation)) == sum(
            span.article_id in chosen for span in station.of(Annotation, station.author)
        )

    def teardown(self) -> None:
        for station in self.stations:
            station.project.close()
        paths = [station.path for station in self.stations]
        together = union(paths, self.scratch())
        assert together.journal == set().union(*(journal(path) for path in paths))
        for order in list(permutations(paths[:3]))[1:]:
            same(union([*order, *paths[3:][::-1]], self.scratch()), together)
        same(union([*reversed(paths), *paths], self.scratch()), together)
        self.in_pairs(paths, together)
        self.folder.cleanup()

    def in_pairs(self, paths: list[Path], together: Sight) -> None:
        """Merge the first with the union of the others, which is made apart."""
        rest, whole = self.scratch(), copy(paths[0], self.scratch())
        union(paths[1:], rest)
        with ProjectFile.open(whole, write=True) as project:
            merge_files(project, [rest])
            same(sight(project), together)
            assert quiet(merge_files(project, [rest, *paths]))

    def scratch(self) -> Path:
        return Path(self.folder.name) / f"scratch{next(self.numbers)}.annot"


def union(paths: list[Path], target: Path) -> Sight:
    """Merge all files into a copy of the first, one after the other."""
    with ProjectFile.open(copy(paths[0], target), write=True) as project:
        for other in paths[1:]:
            merge_files(project, [other])
        return sight(project)


def same(left: Sight, right: Sight) -> None:
    for name, one, other in zip(Sight._fields, left, right, strict=True):
        assert one == other, name


def quiet(report: MergeReport) -> bool:
    return report.edits == 0 and not report.conflicts and not any(any(counts) for counts in report.counts.values())


def test_merging_is_commutative_associative_and_idempotent_and_loses_nothing() -> None:
    few = settings(max_examples=20, stateful_step_count=25, deadline=None, derandomize=True)
    run_state_machine_as_test(Apart, settings=few)
