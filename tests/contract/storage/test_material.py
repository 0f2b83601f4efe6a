"""Files that articles came in, and passages left out of them: kept exactly, and in files made before there were any."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.article import article_of, normalise_text
from annotator.domain.edit import Change
from annotator.domain.errors import ProjectDamagedError, RuleError
from annotator.domain.span import Fragment
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import Desk

DATA = bytes(range(256)) * 40


def keep(desk: Desk, data: bytes) -> str:
    text = normalise_text("The harbour is closed.")
    article = article_of(text)
    with desk.project.bulk(desk.edit("import")) as writer:
        writer.put_original(article, data)
        writer.add_article(article, text.text)
    return article.id


def test_texts_come_one_by_one_in_import_order(desk: Desk) -> None:
    one, two = desk.add_article("The ferry sank."), desk.add_article("Another ferry came.")
    assert list(desk.project.texts()) == [(one.id, "The ferry sank."), (two.id, "Another ferry came.")]


def test_an_original_is_kept_byte_for_byte_and_through_undo(desk: Desk) -> None:
    article = keep(desk, DATA)
    assert desk.project.original(article) == DATA
    desk.undo()
    assert desk.project.original(article) == DATA
    desk.redo()
    assert desk.project.original(article) == DATA
    assert desk.project.original("a_none") is None
    assert desk.project.verify() == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE original SET packed = x'00'",
        "UPDATE original SET size = 3",
        "UPDATE original SET sha256 = 'other'",
    ],
)
def test_a_damaged_original_is_found(path: Path, damage: str) -> None:
    with Desk(path) as desk:
        article = keep(desk, DATA)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(damage)
    with ProjectFile.open(path, write=False) as project:
        assert [finding.where for finding in project.verify()] == [article]
        with pytest.raises(ProjectDamagedError, match="riginal"):
            project.original(article)


def test_passages_are_part_of_the_article(desk: Desk, path: Path) -> None:
    article = desk.add_article("The ferry sank. Sign up.")
    after = replace(article, excluded=(Fragment(0, 3), Fragment(16, 24)))
    desk.do("leave passage out", Change(article, after))
    assert desk.project.articles([article.id]) == [after]
    assert [stored.article for stored in desk.project.walk()] == [after]
    desk.undo()
    assert desk.project.articles([article.id]) == [article]
    assert desk.project.verify() == []
    for wrong in ((Fragment(0, 99),), (Fragment(5, 5),), (Fragment(4, 6), Fragment(1, 2))):
        with pytest.raises(RuleError):
            desk.do("leave passage out", Change(article, replace(article, excluded=wrong)))


def test_a_file_of_version_2_gets_what_it_lacks(path: Path) -> None:
    with Desk(path) as desk:
        desk.add_article()
        before = list(desk.project.walk())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in (
            "DROP TABLE original",
            "ALTER TABLE article DROP COLUMN excluded",
            "PRAGMA user_version = 2",
        ):
            db.execute(statement)
    with ProjectFile.open(path, write=True) as project:
        assert list(project.walk()) == before
        assert project.verify() == []
        assert project.original(before[0].article.id) is None
    assert path.with_name(f"{path.name}.backup-v2").exists()


def test_what_unpacks_to_more_than_it_should_is_not_unpacked(path: Path) -> None:
    with Desk(path) as desk:
        article = keep(desk, b"small")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE original SET packed = ?", (zlib.compress(bytes(50_000_000)),))
    with ProjectFile.open(path, write=False) as project, pytest.raises(ProjectDamagedError):
        project.original(article)
