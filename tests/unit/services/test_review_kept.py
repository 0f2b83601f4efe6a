"""What was counted is kept in the project, and counted again exactly when it has to be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.agreement import statistics
from annotator.agreement.values import ArticleLayers, Settings
from annotator.domain.annotation import Progress
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.services.editing import Editor
from annotator.services.projects import open_project, read_project
from annotator.services.review import ReviewOptions, Viewer, agreement_report
from annotator.services.schemas import change_schema, propose_schema
from annotator.storage.lock import take_lock
from tests.unit.services.review_project import FIVE, SCHEMA, make_project


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return make_project(tmp_path / "story.annot", FIVE)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles whose spans were counted."""
    seen: list[str] = []
    real = statistics.article_statistics

    def spy(article: ArticleLayers, settings: Settings) -> statistics.ArticleStatistics:
        seen.append(article.article_id)
        return real(article, settings)

    monkeypatch.setattr(statistics, "article_statistics", spy)
    return seen


@contextmanager
def fresh(counted: list[str]) -> Iterator[list[str]]:
    counted.clear()
    yield counted


def articles(path: Path) -> list[str]:
    with read_project(path) as file:
        return file.article_ids()


def test_nothing_is_counted_twice(story: Path, counted: list[str]) -> None:
    first = agreement_report(story, ReviewOptions()).as_json()
    assert sorted(counted) == sorted(articles(story)[:3])
    with fresh(counted):
        assert agreement_report(story, ReviewOptions()).as_json() == first
        assert counted == []


@pytest.mark.parametrize(
    "options",
    [
        ReviewOptions(iou=0.6),
        ReviewOptions(ignore_edges=True),
        ReviewOptions(label="claim"),
        ReviewOptions(annotators=("anna", "ben")),
    ],
)
def test_other_settings_are_counted_apart(story: Path, counted: list[str], options: ReviewOptions) -> None:
    plain = agreement_report(story, ReviewOptions()).as_json()
    with fresh(counted):
        other = agreement_report(story, options).as_json()
        assert len(counted) >= 2
    with fresh(counted):
        assert agreement_report(story, options).as_json() == other
        assert agreement_report(story, ReviewOptions()).as_json() == plain
        assert counted == []


def test_who_looks_and_which_articles_are_chosen_needs_no_new_counts(story: Path, counted: list[str]) -> None:
    agreement_report(story, ReviewOptions())
    with fresh(counted):
        agreement_report(story, ReviewOptions(viewer=Viewer("cara", adjudicator=False)))
        assert counted == []


def test_only_the_article_of_an_edit_is_counted_again(story: Path, counted: list[str]) -> None:
    before = agreement_report(story, ReviewOptions()).as_json()
    second = articles(story)[1]
    with open_project(story, "ben") as project:
        editor = Editor(project)
        editor.open(second)
        editor.tag("claim", [(0, 10)])
    with fresh(counted):
        after = agreement_report(story, ReviewOptions()).as_json()
        assert counted == [second]
        assert after != before
    with open_project(story, "ben") as project:
        Editor(project).undo()
    with fresh(counted):
        assert agreement_report(story, ReviewOptions()).as_json() == before
        assert counted == [second]


def test_a_second_annotator_who_finishes_brings_the_article_in(story: Path, counted: list[str]) -> None:
    agreement_report(story, ReviewOptions())
    fourth = articles(story)[3]
    with open_project(story, "ben") as project:
        finished = Progress(fourth, "ben", State.FINISHED, 1)
        project.saver.submit(project.edit("finish", (Change(None, finished),)))
    with fresh(counted):
        assert agreement_report(story, ReviewOptions()).report.used == 4
        assert counted == [fourth]


def test_another_measure_in_the_schema_counts_everything_again(story: Path, counted: list[str]) -> None:
    agreement_report(story, ReviewOptions())
    text = SCHEMA.replace("agreement: log_interval", "agreement: interval")
    with open_project(story, "anna") as project:
        change_schema(Editor(project), propose_schema(project, text, "schema"))
    with fresh(counted):
        found = {one.name: one.measure for one in agreement_report(story, ReviewOptions()).report.attributes}
        assert found["value"] == "interval"
        assert len(counted) == 3


def test_where_somebody_else_writes_it_measures_without_keeping(story: Path, counted: list[str]) -> None:
    lock = take_lock(story)
    try:
        for _ in range(2):
            with fresh(counted):
                assert agreement_report(story, ReviewOptions()).report.used == 3
                assert len(counted) == 3
    finally:
        lock.release()
    agreement_report(story, ReviewOptions())
    with fresh(counted):
        agreement_report(story, ReviewOptions())
        assert counted == []


def test_a_project_that_cannot_be_written_is_measured_all_the_same(story: Path, counted: list[str]) -> None:
    story.chmod(0o444)
    try:
        assert agreement_report(story, ReviewOptions()).report.used == 3
    finally:
        story.chmod(0o644)
    assert len(counted) == 3


def test_counts_go_through_the_writer_of_the_window(story: Path, counted: list[str]) -> None:
    with open_project(story, "anna", background=True) as project:
        agreement_report(story, ReviewOptions(), keep=project.saver.run)
        project.saver.flush()
        with fresh(counted):
            agreement_report(story, ReviewOptions(), keep=project.saver.run)
            assert counted == []


def test_damaged_counts_are_counted_anew(story: Path, counted: list[str]) -> None:
    expected = agreement_report(story, ReviewOptions()).as_json()
    with closing(sqlite3.connect(story)) as db:
        db.execute("UPDATE statistics SET counts = x'00ff'")
        db.commit()
    with fresh(counted):
        assert agreement_report(story, ReviewOptions()).as_json() == expected
        assert len(counted) == 3
    with fresh(counted):
        assert agreement_report(story, ReviewOptions()).as_json() == expected
        assert counted == []
