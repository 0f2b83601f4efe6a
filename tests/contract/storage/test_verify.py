"""Every kind of damage that verify promises to find, done to a project by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.annotation import Progress
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.domain.errors import CancelledError, ProjectDamagedError
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import Desk


@pytest.fixture
def made(path: Path) -> Path:
    """Return a project with one of everything, and a deleted annotation."""
    with Desk(path) as desk:
        one, two = desk.add_article(), desk.add_article("Another ferry.")
        head, child, gone = desk.tag(one, (0, 9)), desk.tag(two, (0, 7)), desk.tag(one, (3, 5), label="claim")
        desk.relate(head, child)
        desk.do("delete", Change(gone, None))
        desk.do("finish", Change(None, Progress(one.id, "anna", State.FINISHED, 1)))
        desk.do("sure", Change(None, desk.span(one, (4, 8), attributes={"value": 2.0}, note="x")))
        assert desk.project.verify() == []
    return path


DAMAGE: dict[str, tuple[str, str]] = {
    "a flipped byte in a text": (
        "UPDATE article_text SET text = CAST(X'ff' || substr(CAST(text AS BLOB), 2) AS TEXT) WHERE article_no = 1",
        "not the one that was imported",
    ),
    "another letter in a text": ("UPDATE article_text SET text = 'X' || substr(text, 2)", "SHA-256 differs"),
    "a text that is gone": ("DELETE FROM article_text WHERE article_no = 1", "The text is missing"),
    "a wrong hash": ("UPDATE article SET sha256 = '00' || substr(sha256, 3)", "not what the journal says"),
    "a wrong length": ("UPDATE article SET length = length + 1", "but the text has"),
    "an offset out of range": ("UPDATE annotation SET fragments = '[[0,100000]]'", "do not fit"),
    "a reversed fragment": ("UPDATE annotation SET fragments = '[[9,3]]'", "do not fit"),
    "touching fragments": ("UPDATE annotation SET fragments = '[[0,3],[3,9]]'", "do not fit"),
    "an offset off by one": ("UPDATE annotation SET fragments = '[[1,9]]'", "not what the journal says"),
    "fragments that are no pairs": ("UPDATE annotation SET fragments = '[1,2]'", "cannot be read"),
    "broken JSON in attributes": ("UPDATE annotation SET attributes = '{\"a\":'", "cannot be read"),
    "attributes that are a list": ("UPDATE annotation SET attributes = '[]'", "cannot be read"),
    "an unknown provenance": ('UPDATE annotation SET provenance = \'{"value":"guessed"}\'', "cannot be read"),
    "a byte that is no text": ("UPDATE annotation SET note = CAST(X'ff' AS TEXT)", "not what the journal says"),
    "a changed label": ("UPDATE annotation SET label = 'figure' WHERE label = 'quote'", "not what the journal says"),
    "a changed stamp": ("UPDATE annotation SET clock = clock + 1", "not what the journal says"),
    "an unknown layer": ("UPDATE annotation SET layer_no = 77", "layer 77 has no name"),
    "an unknown device": ("UPDATE relation SET device = 77", "device 77 has no name"),
    "a lost annotation": ("DELETE FROM annotation WHERE fragments = '[[4,8]]'", "it is not there"),
    "a relation without its child": ("DELETE FROM annotation WHERE article_no = 2", "Its child"),
    "a relation without its head": ("UPDATE relation SET head = head + 1", "Its head"),
    "an unknown state": ("UPDATE progress SET state = 'asleep'", "cannot be read"),
    "a changed setting": ("INSERT INTO setting VALUES ('a', 'b', 7, 1)", "the journal does not have it"),
    "an annotation nobody made": (
        "INSERT INTO annotation SELECT article_no, id + 7, layer_no, label, fragments, attributes, provenance, note,"
        " origin, clock, device FROM annotation WHERE article_no = 2",
        "the journal does not have it",
    ),
    "a wrong tally": ("UPDATE tally SET count = count + 1 WHERE kind = 'span'", "span quote of layer"),
    "a wrong state tally": ("DELETE FROM tally WHERE kind = 'state'", "state finished of layer"),
    "a wrong article count": ("UPDATE tally SET count = 9 WHERE kind = 'article'", "9 are noted, 2 are there"),
    "a clock ahead": ("INSERT INTO tally VALUES ('clock', 0, '', 1 << 60)", "highest clock"),
    "a lost tombstone": ("DELETE FROM tombstone", "deletion is not noted"),
    "a tombstone too many": ("INSERT INTO tombstone VALUES ('setting', '[\"a\"]', 1, 1)", "never deleted"),
    "broken JSON in the journal": ("UPDATE journal_change SET changes = '[' WHERE seq = 3", "cannot be read"),
    "a journal that is no list": ("UPDATE journal_change SET changes = '{}' WHERE seq = 3", "not a list"),
    "a lost journal row": ("DELETE FROM journal WHERE seq = 3", "belong to no entry"),
    "lost changes": ("DELETE FROM journal_change WHERE seq = 3", "lacks changes"),
    "a rewritten history": (
        "UPDATE journal_change SET changes = replace(changes, '[[3,5]]', '[[3,6]]') WHERE seq = 5",
        "does not agree",
    ),
    "an entry that is none": ("UPDATE journal_change SET changes = '[1]' WHERE seq = 3", "cannot be read"),
    "an edit of an unknown device": ("UPDATE journal SET device = 77 WHERE seq = 3", "cannot be played again"),
    "a tombstone of an unknown device": ("UPDATE tombstone SET device = 77", "cannot be played again"),
    "broken JSON in an article": ("UPDATE article SET normalization = '{' WHERE no = 1", "cannot be read"),
    "an unknown role": ("UPDATE journal SET role = 'guess'", "role"),
    "changes of no article": ("UPDATE journal_change SET article_no = 99 WHERE seq = 3", "belong to no article"),
    "objects of no article": ("DELETE FROM article WHERE no = 2", "belongs to nothing"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found(made: Path, damage: str) -> None:
    statement, expected = DAMAGE[damage]
    with closing(sqlite3.connect(made)) as db:
        assert db.execute(statement).rowcount > 0, "nothing was damaged"
        db.commit()
    with ProjectFile.open(made, write=False) as project:
        findings = project.verify()
        assert any(expected in f"{finding.where} {finding.what}" for finding in findings), findings


@pytest.mark.parametrize("damage", [name for name, (_, expected) in DAMAGE.items() if expected == "cannot be read"])
def test_what_cannot_be_read_is_a_damaged_project_for_readers(made: Path, damage: str) -> None:
    with closing(sqlite3.connect(made)) as db:
        db.execute(DAMAGE[damage][0])
        db.commit()
    with ProjectFile.open(made, write=False) as project:
        article_id = project.article_ids()[0]
        assert project.text(article_id), "what is whole can still be read"

        def read_everything() -> None:
            project.articles([article_id])
            project.annotations(article_id)
            project.progress(article_id)
            for entry in project.edits():
                project.edit(entry.edit_id)

        with pytest.raises(ProjectDamagedError, match="cannot be read"):
            read_everything()


def test_a_flipped_byte_in_the_file_is_found(made: Path) -> None:
    data = made.read_bytes()
    at = data.index(b"Nobody was hurt")
    made.write_bytes(data[:at] + b"M" + data[at + 1 :])
    with ProjectFile.open(made, write=False) as project:
        assert any("SHA-256" in finding.what for finding in project.verify())


def test_progress_is_told_and_may_cancel(made: Path) -> None:
    told: list[tuple[int, int]] = []
    with ProjectFile.open(made, write=False) as project:
        project.verify(lambda done, total: told.append((done, total)))
        assert told == [(0, 2), (1, 2), (2, 2)]

        def cancel(_done: int, _total: int) -> None:
            raise CancelledError

        with pytest.raises(CancelledError):
            project.verify(cancel)
        assert project.verify() == []


def test_verify_changes_nothing(made: Path) -> None:
    before = made.read_bytes()
    with ProjectFile.open(made, write=True) as project:
        project.verify()
        assert project.text(project.article_ids()[0]).isprintable() is False, "texts are read as before"
    assert made.read_bytes() == before
