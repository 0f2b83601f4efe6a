from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import CancelledError
from annotator.services import articles
from annotator.services.articles import import_articles
from annotator.services.projects import Project, create_project, open_project


def test_the_same_text_is_added_once_and_said_so(project: Project, tmp_path: Path) -> None:
    before = project.reader.article_count()
    (tmp_path / "copy.txt").write_bytes((tmp_path / "one.txt").read_bytes())
    (tmp_path / "new.txt").write_text("Something else.", encoding="utf-8")
    (tmp_path / "new again.txt").write_text("Something else.", encoding="utf-8")
    report = import_articles(project, [tmp_path / name for name in ("copy.txt", "new.txt", "new again.txt")])
    assert [article.file for article in report.added] == ["new.txt"]
    assert sorted(article.file for article in report.known) == ["copy.txt", "new again.txt"]
    assert project.reader.article_count() == before + 1
    again = import_articles(project, [tmp_path / "new.txt"])
    assert not again.added
    assert not again.edits


def test_bad_files_do_not_keep_the_others_out(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.txt").write_text("  \n", encoding="utf-8")
    (folder / "good.txt").write_text("Good words.", encoding="utf-8")
    (folder / "lines.jsonl").write_text('{"text": "First line."}\n{"text": \n{"text": "Third \\ud83d"}\n', "utf-8")
    report = import_articles(project, [folder])
    assert len(report.added) == 2
    places = sorted(failure.where for failure in report.failures)
    assert [place.rpartition("/")[2] for place in places] == ["empty.txt", "lines.jsonl, line 2", "lines.jsonl, line 3"]


def test_a_cancelled_import_leaves_nothing(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "_BATCH", 8)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"Article number {number}.", encoding="utf-8")
    before = project.reader.article_count()
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    with pytest.raises(CancelledError):
        import_articles(project, [folder], cancelled=cancelled)
    assert project.reader.article_count() == before
    assert not project.reader.verify()


def test_an_empty_project_knows_its_schema_and_guideline(tmp_path: Path) -> None:
    create_project(tmp_path / "empty.annot", title="Empty")
    with open_project(tmp_path / "empty.annot", "anna") as project:
        assert project.title == "Empty"
        assert [label.key for label in project.schema.labels] == ["1", "2", "3"]
        assert "## claim" in project.guideline
