"""Merging step by step: what is kept, what is listed, what is hidden and comes back, what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation import Annotation, Progress, Relation, Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import Change, Kind
from annotator.domain.errors import CancelledError, ProjectDamagedError, RuleError, StaleEditError
from annotator.domain.merging import Counts, MergeReport
from annotator.storage.merge import Choice
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import TEXT
from tests.contract.storage.merging import Station, journal, shown_by, sight, stations

Pair = tuple[Station, Station]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    anna, ben, other = stations(tmp_path)
    other.project.close()
    with anna, ben:
        yield anna, ben


def head_of(station: Station) -> Annotation:
    found: list[Annotation] = station.of(Annotation)
    return next(span for span in found if span.label == "quote")


def test_what_is_new_comes_and_is_counted(pair: Pair) -> None:
    anna, ben = pair
    new = ben.add_article("A third ferry.")
    span = ben.tag(new, (2, 7))
    ben.do("finish", Change(None, Progress(new.id, "ben", State.FINISHED, 5)))
    report = anna.merge(ben)
    assert (report.edits, report.conflicts, report.hidden) == (3, (), ())
    expected = {kind: Counts() for kind in Kind}
    expected |= dict.fromkeys((Kind.ARTICLE, Kind.ANNOTATION, Kind.PROGRESS), Counts(added=1))
    assert report.counts == expected
    assert anna.project.annotations(new.id) == [span]
    assert anna.project.text(new.id) == "A third ferry."
    assert sight(anna.project) == sight(ben.project)
    assert anna.project.last_clock() == ben.project.last_clock()


def test_what_went_is_counted_and_gone(pair: Pair) -> None:
    anna, ben = pair
    head, link = head_of(ben), ben.of(Relation)[0]
    ben.drop(link, head)
    report = anna.merge(ben)
    assert report.counts[Kind.ANNOTATION] == report.counts[Kind.RELATION] == Counts(removed=1)
    assert report.conflicts == ()
    assert sight(anna.project) == sight(ben.project)


def test_a_change_made_apart_is_listed_with_both_versions(pair: Pair) -> None:
    anna, ben = pair
    head = head_of(anna)
    for station, note in ((anna, "mine"), (ben, "his"), (ben, "his again")):
        station.do(f"note {note}", Change(head_of(station), replace(head_of(station), note=note)))
    report = anna.merge(ben)
    (conflict,) = report.conflicts
    assert (conflict.kind, conflict.key) == (Kind.ANNOTATION, (head.article_id, head.id))
    assert (conflict.kept.record, conflict.other.record) == (
        replace(head, note="his again"),
        replace(head, note="mine"),
    )
    assert (conflict.kept.author, conflict.kept.edit_name) == ("ben", "note his again")
    assert (conflict.other.author, conflict.other.edit_name) == ("anna", "note mine")
    assert conflict.kept.stamp > conflict.other.stamp
    assert anna.project.entry(conflict.other.edit_id).author == "anna"
    assert head_of(anna).note == "his again"
    back = ben.merge(anna)
    assert [found[2:] for found in back.conflicts] == [conflict[2:]], "it is told on both sides"
    assert not anna.merge(ben).conflicts, "once"
    notes = {step.after.note for step in anna.project.history(head.article_id, head.id) if step.after}  # type: ignore[union-attr]  # an annotation
    assert notes == {"", "mine", "his", "his again"}


def test_a_change_that_knew_the_other_is_no_conflict(pair: Pair) -> None:
    anna, ben = pair
    anna.do("note", Change(head_of(anna), replace(head_of(anna), note="first")))
    assert ben.merge(anna).counts[Kind.ANNOTATION] == Counts(changed=1)
    ben.do("note", Change(head_of(ben), replace(head_of(ben), note="second")))
    assert anna.merge(ben).conflicts == ()
    assert head_of(anna).note == "second"


def test_doing_the_same_apart_is_no_conflict_but_deleting_what_was_changed_is(pair: Pair) -> None:
    anna, ben = pair
    for station in pair:
        station.do("set", Change(None, Setting("guideline", "the same")))
    ben.do("note", Change(head_of(ben), replace(head_of(ben), note="kept?")))
    anna.drop(anna.of(Relation)[0], head_of(anna))
    (conflict,) = anna.merge(ben).conflicts
    assert (conflict.kept.record, conflict.other.record is None) == (replace(head_of(anna), note="kept?"), True)


def test_of_two_changes_at_one_moment_the_one_of_the_greater_device_counts(pair: Pair) -> None:
    anna, ben = pair
    for station in pair:
        station.do("note", Change(head_of(station), replace(head_of(station), note=station.author)))
    (conflict,) = anna.merge(ben).conflicts
    assert conflict.kept.stamp.clock == conflict.other.stamp.clock
    ben.merge(anna)
    assert head_of(anna).note == head_of(ben).note == "ben"
    assert ben.project.device > anna.project.device


def test_a_relation_whose_end_was_deleted_is_hidden_and_comes_back_with_it(pair: Pair) -> None:
    anna, ben = pair
    lone = next(span for span in anna.of(Annotation) if span.start == 0 and span.label == "claim")
    anna.drop(lone)
    link = ben.link(head_of(ben), lone)
    report = anna.merge(ben)
    assert [(hidden.kind, hidden.key) for hidden in report.hidden] == [(Kind.RELATION, (link.article_id, link.id))]
    assert link not in anna.of(Relation)
    assert anna.project.verify() == []
    assert ben.merge(anna).counts[Kind.RELATION] == Counts(removed=1)
    assert sight(ben.project) == sight(anna.project)
    assert anna.undo(), "Anna has her annotation back"
    assert link in anna.of(Relation)
    assert anna.objects() == shown_by(journal(anna.path))
    assert ben.merge(anna).counts[Kind.RELATION] == Counts(added=1)
    assert sight(ben.project) == sight(anna.project)


def test_what_hangs_on_a_removed_article_is_hidden_until_it_is_imported_again(pair: Pair) -> None:
    anna, ben = pair
    article = next(one for one in anna.of(Article) if one.title and one.length == len(TEXT))
    anna.drop(*anna.hanging_on(article))
    span = ben.tag(article, (3, 7))
    ben.do("begin", Change(None, Progress(article.id, "ben", State.IN_PROGRESS, 7)))
    assert {hidden.kind for hidden in anna.merge(ben).hidden} == {Kind.ANNOTATION, Kind.PROGRESS}
    assert not anna.project.has_articles([article.id])
    anna.add_article(TEXT)
    assert anna.project.annotations(article.id) == [span]
    assert [one.layer for one in anna.project.progress(article.id)] == ["ben"]
    assert anna.project.verify() == []


def test_undo_of_what_another_file_changed_is_refused_and_changes_nothing(pair: Pair) -> None:
    anna, ben = pair
    head, link = head_of(anna), anna.of(Relation)[0]
    anna.do("note", Change(head, replace(head, note="mine")))
    ben.merge(anna)
    ben.do("note", Change(head_of(ben), replace(head_of(ben), note="his")))
    anna.merge(ben)
    with pytest.raises(StaleEditError, match="changed or deleted"):
        anna.undo()
    assert head_of(anna).note == "his"
    anna.drop(link, head_of(anna))
    ben.do("say how", Change(link, replace(link, attributes={"link_type": "x"})))
    ben.do("say how", Change(ben.of(Relation)[0], replace(link, attributes={"link_type": "y"})))
    anna.merge(ben)
    before = sight(anna.project)
    assert any(stone[0] == "hidden relation" for stone in before.stones)
    with pytest.raises(StaleEditError, match="hidden"):
        anna.undo()
    assert sight(anna.project) == before


def test_a_pack_has_a_part_of_each_edit_and_merges_back(pair: Pair, tmp_path: Path) -> None:
    anna, ben = pair
    one, two = anna.of(Article)
    both = tuple(Change(None, anna.span(article, (4, 6), note="both")) for article in (one, two))
    edit = anna.do("both", *both, Change(None, anna.span(two, (1, 2), layer="ben")))
    anna.pack(tmp_path / "pack.annot", {two.id}, "anna")
    with Station(tmp_path / "pack.annot", "anna", 9) as packed:
        assert packed.project.article_ids() == [two.id]
        assert packed.project.layers() == ["anna"]
        assert packed.project.settings() == anna.project.settings()
        assert packed.project.edit(edit.id).changes == (both[1],)
        packed.do("note", Change(both[1].after, replace(both[1].after, note="seen")))  # type: ignore[type-var]  # an annotation
        assert anna.merge(packed).counts[Kind.ANNOTATION] == Counts(changed=1)
        assert {span.note for span in anna.project.annotations(two.id, "anna")} == {"", "seen"}
        assert len(anna.project.edit(edit.id).changes) == 3
        packed.merge(ben, anna)
        assert sight(packed.project) == sight(anna.project)


def test_settings_that_only_one_was_made_with_come_along(pair: Pair) -> None:
    anna, ben = pair
    with closing(sqlite3.connect(ben.path)) as db:
        db.execute("INSERT INTO setting VALUES ('added', 'x', 0, 0)")
        db.execute("UPDATE setting SET value = 'Older' WHERE key = 'title'")
        db.commit()
    assert anna.merge(ben).counts[Kind.SETTING] == Counts(added=1, changed=1)
    assert (anna.project.settings()["added"], anna.project.settings()["title"]) == ("x", "Older")
    ben.merge(anna)
    assert sight(anna.project) == sight(ben.project)


def test_two_edits_under_one_name_are_refused(pair: Pair) -> None:
    anna, ben = pair
    ben.tag(ben.of(Article)[0], (1, 2))
    before = sight(anna.project)
    for statement in (
        "UPDATE journal SET name = 'other' WHERE seq = 3",
        "UPDATE journal_change SET changes = replace(changes, 'Late ferry', 'Early ferry')",
    ):
        with closing(sqlite3.connect(ben.path)) as db:
            db.execute("BEGIN")
            db.execute(statement)
            db.commit()
        with pytest.raises(ProjectDamagedError, match="different edits"):
            anna.merge(ben)
        assert sight(anna.project) == before


def test_nothing_is_kept_if_the_caller_thinks_better_of_it(pair: Pair) -> None:
    anna, ben = pair
    ben.add_article("A third ferry.")
    told: list[MergeReport] = []

    def refuse(report: MergeReport) -> None:
        told.append(report)
        raise CancelledError

    before = sight(anna.project)
    with pytest.raises(CancelledError), ProjectFile.open(ben.path, write=False) as other:
        anna.project.merge([other], before_commit=refuse)
    assert told[0].counts[Kind.ARTICLE] == Counts(added=1)
    assert sight(anna.project) == before


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE tombstone SET clock = clock + 1 WHERE kind = 'hidden relation'", "It is hidden, but"),
        ("DELETE FROM tombstone WHERE kind = 'hidden relation'", "The journal has it, but it is not there"),
        ("INSERT INTO tombstone VALUES ('hidden relation', '[\"a\"]', 1, 1)", "never deleted"),
    ],
)
def test_a_wrongly_hidden_object_is_found(pair: Pair, statement: str, expected: str) -> None:
    anna, ben = pair
    lone = next(span for span in anna.of(Annotation) if span.start == 0 and span.label == "claim")
    anna.drop(lone)
    ben.link(head_of(ben), lone)
    anna.merge(ben)
    with closing(sqlite3.connect(anna.path)) as db:
        assert db.execute(statement).rowcount == 1
        db.commit()
    assert any(expected in finding.what for finding in anna.project.verify())


def test_hiding_what_does_not_dangle_is_found(pair: Pair) -> None:
    anna, _ = pair
    with closing(sqlite3.connect(anna.path)) as db:
        (link,) = db.execute("SELECT changes FROM journal_change WHERE changes LIKE '%relation%'").fetchone()
        key = link[len('[["relation",') : link.index("]") + 1]
        row = "SELECT 'hidden relation', ?, clock, device FROM relation"
        db.execute(f"INSERT INTO tombstone {row}", (key,))
        db.execute("DELETE FROM relation")
        db.commit()
    assert any("what it hangs on is there" in finding.what for finding in anna.project.verify())


def test_deleting_is_refused_where_a_hidden_relation_came_back(pair: Pair) -> None:
    anna, ben = pair
    lone = next(span for span in anna.of(Annotation) if span.start == 0 and span.label == "claim")
    anna.drop(lone)
    ben.link(head_of(ben), lone)
    anna.merge(ben)
    anna.undo()
    with pytest.raises(RuleError, match="part of a relation"):
        anna.redo()


def test_a_choice_takes_no_relation_that_leaves_it(pair: Pair, tmp_path: Path) -> None:
    anna, _ = pair
    far = next(span for span in anna.of(Annotation) if span.start == 0 and span.label == "claim")
    anna.link(far, head_of(anna))
    with ProjectFile.create(tmp_path / "part.annot", anna.project.settings_at_creation()) as part:
        part.merge([anna.project], choice=Choice({far.article_id}, "anna"))
        assert part.relations(far.article_id) == []
        assert sight(part).stones == set()
