"""Kept counts are forgotten exactly when their article changed, whoever changed it and on whatever way it came here."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from typing_extensions import override

from annotator.domain.annotation import Progress, Setting
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.domain.errors import ProjectReadOnlyError
from annotator.storage.project_file import ProjectFile
from annotator.storage.statistics import MOST_KEYS, NewCounts
from tests.contract.storage.desk import Desk
from tests.contract.storage.merging import Station
from tests.contract.storage.test_merge_laws import Apart

KEY = "as they are"
NAMES = [["spans", "anna"], ["spans", "ben"]]


def keep(project: ProjectFile, key: str = KEY) -> set[str]:
    """Keep what each article is like where that is not kept yet; return which articles those are."""
    with project.moment():
        kept = project.kept_statistics(key)
        now = {stored.article.id: repr(stored).encode() for stored in project.walk()}
    for article, before in kept.counts.items():
        assert now.get(article, before) == before, "an article changed and what was counted in it was still believed"
    new = {article: (kept.changes[article], data) for article, data in now.items() if article not in kept.counts}
    project.keep_statistics(NewCounts(key, NAMES, len(kept.names), new))
    return set(new)


class Measured(Apart):
    """The people of the merge laws, who measure after each step."""

    counted: ClassVar[Counter[bool]] = Counter()

    @override
    def check(self, station: Station) -> None:
        new = keep(station.project)
        articles = station.project.article_count()
        self.counted[True] += len(new)
        self.counted[False] += articles - len(new)
        assert keep(station.project) == set()

    @override
    def teardown(self) -> None:
        for station in self.stations:
            keep(station.project)
            station.project.close()
        self.folder.cleanup()


def test_what_changed_is_counted_again_after_any_edit_merge_pack_and_undo() -> None:
    Measured.counted.clear()
    some = settings(max_examples=40, stateful_step_count=25, deadline=None, derandomize=True)
    run_state_machine_as_test(Measured, settings=some)
    assert Measured.counted[True]
    assert Measured.counted[False] > Measured.counted[True], "most of it was not counted again"


def test_an_edit_makes_its_own_article_be_counted_again_and_no_other(desk: Desk) -> None:
    one, two = desk.add_article(), desk.add_article("Another ferry came.")
    span = desk.tag(one, (0, 9))
    assert keep(desk.project) == {one.id, two.id}
    desk.tag(two, (0, 7))
    assert keep(desk.project) == {two.id}
    desk.undo()
    assert keep(desk.project) == {two.id}
    desk.redo()
    assert keep(desk.project) == {two.id}
    desk.do("finish", Change(None, Progress(one.id, "ben", State.FINISHED, 1)))
    assert keep(desk.project) == {one.id}
    desk.do("delete", Change(span, None))
    assert keep(desk.project) == {one.id}
    desk.do("set", Change(None, Setting("guideline", "new")))
    assert keep(desk.project) == set()


def test_a_merge_that_adds_to_an_old_edit_counts_too(tmp_path: Path) -> None:
    """Of an edit of two layers one comes first, and the other later, when newer edits are there already."""
    with Station(tmp_path / "one.annot", "anna", 1) as one:
        article = one.add_article()
        one.project.backup(tmp_path / "two.annot")
        both = one.span(article, (0, 3), layer="anna"), one.span(article, (4, 9), layer="ben")
        one.do("tag", *(Change(None, span) for span in both))
        for layer in ("anna", "ben"):
            one.pack(tmp_path / f"{layer}.annot", {article.id}, layer)
        with Station(tmp_path / "two.annot", "ben", 2) as two:
            assert keep(two.project) == {article.id}
            for name in ("anna", "ben", "anna"):
                with ProjectFile.open(tmp_path / f"{name}.annot", write=False) as packed:
                    two.project.merge([packed])
                two.do("set", Change(None, Setting(f"after {name}{two.clock.last}", "1")))
                expected = set() if len(two.project.annotations(article.id)) == 2 and name == "anna" else {article.id}
                assert keep(two.project) == expected
            assert len(two.project.annotations(article.id)) == 2


def test_counts_made_from_other_names_are_not_mixed(desk: Desk) -> None:
    one, two = desk.add_article(), desk.add_article("Another ferry came.")
    changes = desk.project.kept_statistics(KEY).changes
    for began, names, article in ((0, [["a"]], one), (1, [["a"], ["b"]], two)):
        desk.project.keep_statistics(NewCounts(KEY, names, began, {article.id: (changes[article.id], b"1")}))
    assert desk.project.kept_statistics(KEY)[:2] == ([["a"], ["b"]], {one.id: b"1", two.id: b"1"})
    desk.project.keep_statistics(NewCounts(KEY, [["c"], ["d"]], 1, {two.id: (changes[two.id], b"2")}))
    assert desk.project.kept_statistics(KEY)[:2] == ([["c"], ["d"]], {two.id: b"2"})


def test_only_so_many_ways_of_counting_are_kept(desk: Desk) -> None:
    desk.add_article()
    keys = [f"{number}" for number in range(MOST_KEYS + 2)]
    for key in keys:
        keep(desk.project, key)
    assert [bool(desk.project.kept_statistics(key).counts) for key in keys] == [False] * 2 + [True] * MOST_KEYS
    assert desk.project.verify() == []


def test_reading_only_keeps_nothing(path: Path) -> None:
    with Desk(path) as desk:
        desk.add_article()
    with ProjectFile.open(path, write=False) as project, pytest.raises(ProjectReadOnlyError):
        keep(project)


def test_a_file_of_version_1_gets_the_tables(path: Path) -> None:
    with Desk(path) as desk:
        article = desk.add_article()
        before = list(desk.project.walk())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in (
            "DROP TABLE original",
            "ALTER TABLE article DROP COLUMN excluded",
            "DROP TABLE statistics",
            "DROP TABLE statistics_key",
            "PRAGMA user_version = 1",
        ):
            db.execute(statement)
    with pytest.raises(ProjectReadOnlyError, match="older"):
        ProjectFile.open(path, write=False)
    with ProjectFile.open(path, write=True) as project:
        assert list(project.walk()) == before
        assert keep(project) == {article.id}
        assert project.verify() == []


def test_progress_of_all_names_every_article(desk: Desk) -> None:
    one, two = desk.add_article(), desk.add_article("Another ferry came.")
    desk.do("finish", Change(None, Progress(two.id, "ben", State.FINISHED, 7)))
    desk.do("begin", Change(None, Progress(two.id, "anna", State.IN_PROGRESS, 8)))
    found = desk.project.progress_of_all()
    assert list(found) == [one.id, two.id]
    assert (found[one.id], sorted(found[two.id])) == ([], [("anna", "in_progress", 8), ("ben", "finished", 7)])
