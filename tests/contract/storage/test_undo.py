"""The undo stack as it is read back from the journal."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.annotation import Setting
from annotator.domain.edit import Change, Role
from tests.contract.storage.desk import Desk, picture


def names(desk: Desk) -> tuple[list[str], list[str]]:
    state = desk.project.undo_stack(desk.author)
    return [item.name for item in state.undo], [item.name for item in state.redo]


def test_undo_and_redo_move_edits_between_the_lists(desk: Desk) -> None:
    article = desk.add_article()
    desk.tag(article, (0, 9), label="quote")
    desk.tag(article, (0, 8), label="claim")
    assert names(desk) == (["import", "tag quote", "tag claim"], [])
    desk.undo()
    desk.undo()
    assert names(desk) == (["import"], ["tag claim", "tag quote"])
    desk.redo()
    assert names(desk) == (["import", "tag quote"], ["tag claim"])
    desk.tag(article, (0, 7), label="figure")
    assert names(desk) == (["import", "tag quote", "tag figure"], [])
    desk.undo()
    desk.undo()
    desk.redo()
    desk.redo()
    assert names(desk) == (["import", "tag quote", "tag figure"], [])
    assert not desk.redo()


def test_the_stack_is_there_after_reopening(path: Path) -> None:
    with Desk(path) as desk:
        article = desk.add_article()
        desk.tag(article, (0, 9))
        tagged = picture(desk.project)
        desk.undo()
    with Desk(path) as desk:
        assert names(desk) == (["import"], ["tag quote"])
        desk.redo()
        assert picture(desk.project) == tagged
        desk.undo()
        desk.undo()
        assert desk.project.article_count() == 0
        assert not desk.undo()


def test_everyone_has_a_stack_of_their_own(desk: Desk) -> None:
    desk.add_article()
    desk.project.apply(desk.edit("rename", Change(None, Setting("a", "1")), author="ben"))
    assert [item.name for item in desk.project.undo_stack("ben").undo] == ["rename"]
    assert names(desk) == (["import"], [])
    assert desk.project.undo_stack("nobody") == ([], [])


def test_a_limit_keeps_the_latest(desk: Desk) -> None:
    for number in range(10):
        desk.do(f"{number}", Change(None, Setting(f"{number}", "")))
    for _ in range(4):
        desk.undo()
    state = desk.project.undo_stack("anna", limit=3)
    assert [item.name for item in state.undo] == ["3", "4", "5"]
    assert [item.name for item in state.redo] == ["8", "7", "6"][-3:]


def test_edits_and_history_tell_what_happened(desk: Desk) -> None:
    article = desk.add_article()
    span = desk.tag(article, (0, 9))
    desk.tag(article, (0, 8), label="claim")
    done = desk.do("delete", Change(span, None))
    desk.undo()
    entries = desk.project.edits()
    assert [entry.name for entry in entries] == ["delete", "delete", "tag claim", "tag quote", "import"]
    assert (entries[0].role, entries[0].undoes) == (Role.UNDO, done.id)
    assert desk.project.edits(limit=2, before=entries[1].seq) == entries[2:4]
    assert desk.project.edits(article_id=article.id) == entries
    assert desk.project.edits(article_id="a_unknown") == []
    assert all(entry.at_ms >= 1_700_000_000_000 for entry in entries)
    story = desk.project.history(article.id, span.id)
    assert [(step.before, step.after) for step in story] == [(None, span), (span, None), (None, span)]
    assert [step.after for step in desk.project.history(article.id, article.id)] == [article]
    assert desk.project.history(article.id, "s_unknown") == []


def test_an_edit_is_read_back_whole(desk: Desk) -> None:
    article, other = desk.add_article(), desk.add_article("Other text.")
    changes = (
        Change(None, desk.span(article, attributes={"value": 1.5, "many": ("x", "y")})),
        Change(None, desk.span(other, (0, 5), (6, 10), note="two\nlines")),
    )
    edit = desk.do("two", *changes)
    assert desk.project.edit(edit.id) == edit
    undone = desk.undo()
    assert undone
    assert desk.project.edit(desk.project.edits(limit=1)[0].edit_id).undoes == edit.id
