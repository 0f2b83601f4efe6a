from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.adjudication import Decision
from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.errors import CancelledError, RuleError
from annotator.services.adjudication import Adjudicator
from annotator.services.adjudication_overview import comparable_articles, standings
from annotator.services.adjudication_run import adjudicate
from annotator.services.editing import Editor
from annotator.services.exchange import merge_projects
from annotator.services.projects import backup_project, open_project, verify_project
from annotator.services.roles import adjudicators, become_adjudicator
from annotator.services.settled import settled_in
from tests.unit.services.three_annotators import three_annotators


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_annotators(tmp_path_factory.mktemp("made") / "halmer.annot", articles=2)


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "halmer.annot"
    copy.write_bytes(made.read_bytes())
    return copy


def test_what_all_agree_on_goes_to_gold_as_one_edit_and_doing_it_again_changes_nothing(path: Path) -> None:
    with open_project(path, "dora") as project:
        report = adjudicate(project)
        assert report.took_role
        assert adjudicators(project.settings) == {"dora"}
        assert report.edit is not None
        assert project.reader.entry(report.edit.id).name == "adjudicate what agrees"
        gold = [each for one in project.reader.article_ids() for each in project.reader.annotations(one, GOLD)]
        assert len(gold) == report.settled[Decision.UNANIMOUS] > 0
        assert report.settled[Decision.MAJORITY] == 0
        assert report.open == sum(len(places) for places in report.places.values()) > 0
        edits = len(project.reader.edits())
        second = adjudicate(project)
        assert (second.edit, second.settled.total(), second.relations, second.open) == (None, 0, 0, report.open)
        assert len(project.reader.edits()) == edits
        editor = Editor(project)
        assert editor.undo_name == "adjudicate what agrees"
        editor.undo()
        assert adjudicators(project.settings) == frozenset()
        assert all(not project.reader.annotations(one, GOLD) for one in project.reader.article_ids())
    assert verify_project(path) == []


def test_majority_settles_more_and_a_persons_decision_is_never_touched(path: Path) -> None:
    with open_project(path, "dora") as project:
        editor = Editor(project)
        become_adjudicator(editor)
        adjudicator = Adjudicator(editor)
        here = project.reader.article_ids()[0]
        adjudicator.read(here)
        by_hand = [item for item in adjudicator.here.items if len(item.units) == 3]
        accepted, rejected = by_hand[0], by_hand[1]
        adjudicator.accept(accepted, accepted.units[-1])
        adjudicator.reject(rejected)
        (gold,) = project.reader.annotations(here, GOLD)
        assert not adjudicate(project).took_role
        report = adjudicate(project, "majority")
        assert report.settled[Decision.MAJORITY] > 0
        assert gold in project.reader.annotations(here, GOLD)
        sources = {
            source
            for each in project.reader.annotations(here, GOLD)
            if each.lineage is not None
            for source in each.lineage.seen
        }
        assert not sources & {unit.id for unit in rejected.units}
        assert adjudicate(project, "majority").edit is None


def test_articles_without_anything_open_are_finished_on_request(path: Path) -> None:
    with open_project(path, "dora") as project:
        editor = Editor(project)
        become_adjudicator(editor)
        adjudicator = Adjudicator(editor)
        first, second = comparable_articles(project.reader)
        adjudicator.open(first)
        for item in [item for item in adjudicator.here.items if item.is_open]:
            adjudicator.accept(item, item.units[0])
        while (link := next((link for link in adjudicator.here.links if link.is_open), None)) is not None:
            adjudicator.accept_link(link, link.relations[0])
        report = adjudicate(project, finish=True)
        assert report.finished == 1
        states = project.reader.states([first, second], GOLD)
        assert sorted(states.values()) == [State.FINISHED, State.IN_PROGRESS]
        assert adjudicate(project, finish=True).edit is None


def test_somebody_without_the_role_is_refused(path: Path) -> None:
    with open_project(path, "dora") as project:
        adjudicate(project)
        edits = project.reader.edits()
    with open_project(path, "anna") as project:
        with pytest.raises(RuleError, match="anna does not adjudicate in this project"):
            adjudicate(project, "majority")
        assert project.reader.edits() == edits


def test_a_cancelled_run_leaves_nothing(path: Path) -> None:
    asked = iter([False, True])
    with open_project(path, "dora") as project:
        edits = project.reader.edits()
        with pytest.raises(CancelledError):
            adjudicate(project, cancelled=lambda: next(asked))
        assert project.reader.edits() == edits


def test_the_overview_says_the_same_as_the_articles(path: Path) -> None:
    with open_project(path, "dora") as project:
        before = standings(project.reader, project.schema, settled_in(project.settings))
        assert [one.state for one in before] == [State.NEW, State.NEW]
        report = adjudicate(project)
        after = standings(project.reader, project.schema, settled_in(project.settings))
        assert after == report.articles
        assert [one.open for one in after] == [len(report.places[one.article_id]) for one in after]
        assert sum(one.agreed for one in before) == report.settled[Decision.UNANIMOUS]
        assert [now.agreed for now in after] == [0, 0]


def test_copies_that_were_adjudicated_apart_merge_and_what_both_decided_comes_back_once(path: Path) -> None:
    other = path.with_name("other.annot")
    backup_project(path, other)
    for copy in (path, other):
        with open_project(copy, "dora") as project:
            adjudicate(project)
    merge_projects(path, [other])
    merge_projects(other, [path])
    with open_project(path, "dora") as project:
        report = adjudicate(project)
        assert report.settled[Decision.UNANIMOUS] > 0  # the doubles are made one again
        gold = [each for one in project.reader.article_ids() for each in project.reader.annotations(one, GOLD)]
        places = [(each.article_id, each.label, each.fragments) for each in gold]
        assert len(set(places)) == len(places)
        assert adjudicate(project).edit is None
    assert verify_project(path) == []
    assert verify_project(other) == []
