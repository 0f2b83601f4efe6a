"""What was changed apart is found in the journal, in every file alike, until somebody settles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation import Annotation, Relation, Setting
from annotator.domain.edit import Change, Kind
from annotator.domain.errors import CancelledError
from tests.contract.storage.merging import Station, stations

Three = tuple[Station, Station, Station]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    anna, ben, laptop = stations(tmp_path)
    with anna, ben, laptop:
        yield anna, ben, laptop


def head_of(station: Station) -> Annotation:
    found: list[Annotation] = station.of(Annotation)
    return next(span for span in found if span.label == "quote")


def write(station: Station, note: str) -> Annotation:
    span = head_of(station)
    after = replace(span, note=note)
    station.do(f"note {note}", Change(span, after))
    return after


def test_work_in_turn_is_no_conflict(three: Three) -> None:
    anna, _, laptop = three
    write(anna, "one")
    laptop.merge(anna)
    write(laptop, "two")
    anna.merge(laptop)
    assert anna.project.conflicts() == laptop.project.conflicts() == []


def test_what_was_changed_apart_is_found_in_every_file_whatever_was_merged_first(three: Three) -> None:
    anna, ben, laptop = three
    write(anna, "one")
    write(laptop, "two")
    write(laptop, "three")
    assert anna.project.conflicts() == [], "nothing is known of the other yet"
    report = anna.merge(laptop)
    (found,) = anna.project.conflicts()
    assert report.conflicts == (found,)
    kept, other = sorted(["one", "three"], key=lambda note: note != head_of(anna).note)
    assert (found.kept.record, found.other.record) == (head_of(anna), replace(head_of(anna), note=other))
    assert kept == head_of(anna).note
    ben.merge(laptop)
    assert ben.project.conflicts() == []
    ben.merge(anna)
    laptop.merge(ben)
    assert anna.project.conflicts() == ben.project.conflicts() == laptop.project.conflicts() == [found]


def test_a_conflict_is_over_when_the_other_version_is_taken_and_back_when_that_is_undone(three: Three) -> None:
    anna, _, laptop = three
    write(anna, "one")
    write(laptop, "two")
    anna.merge(laptop)
    (found,) = anna.project.conflicts()
    anna.do("take", Change(found.kept.record, found.other.record))
    assert anna.project.conflicts() == []
    laptop.merge(anna)
    assert laptop.project.conflicts() == []
    anna.undo()
    (again,) = anna.project.conflicts()
    assert again.other == found.other


def test_the_same_change_on_both_sides_is_no_conflict(three: Three) -> None:
    anna, _, laptop = three
    write(anna, "same")
    write(laptop, "same")
    anna.merge(laptop)
    assert anna.project.conflicts() == []


def test_three_ways_apart_are_two_conflicts_the_latest_first(three: Three) -> None:
    anna, ben, laptop = three
    title = Setting("title", "Ferry")
    for number, station in enumerate(three):
        station.do("title", Change(title, Setting("title", f"Title {number}")))
    anna.merge(ben, laptop)
    found = anna.project.conflicts()
    assert [conflict.kind for conflict in found] == [Kind.SETTING, Kind.SETTING]
    stamps = [conflict.other.stamp for conflict in found]
    assert stamps == sorted(stamps, reverse=True)
    assert {conflict.kept for conflict in found} == {found[0].kept}


def test_a_deletion_and_a_change_are_a_conflict(three: Three) -> None:
    anna, _, laptop = three
    anna.drop(*anna.of(Relation), head_of(anna))
    write(laptop, "still here")
    anna.merge(laptop)
    found = [conflict for conflict in anna.project.conflicts() if conflict.kind is Kind.ANNOTATION]
    assert [sorted(record is None for record in (one.kept.record, one.other.record)) for one in found] == [
        [False, True]
    ]


def test_looking_for_conflicts_can_be_cancelled(three: Three) -> None:
    anna, _, laptop = three
    write(anna, "one")
    write(laptop, "two")
    anna.merge(laptop)

    def stop(done: int, total: int) -> None:
        assert (done, total) == (0, 1)
        raise CancelledError

    with pytest.raises(CancelledError):
        anna.project.conflicts(stop)
    assert len(anna.project.conflicts()) == 1
