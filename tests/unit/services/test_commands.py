from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services.commands import BY_ID, COMMANDS, MENUS, conflicts, keyboard_page, keymap, reason_disabled
from annotator.services.ranking import rank

DOCS = Path(__file__).parents[3] / "docs" / "keyboard.md"


def test_ids_are_unique_and_every_command_is_described() -> None:
    assert len(BY_ID) == len(COMMANDS)
    for command in COMMANDS:
        assert command.title
        assert command.hint
        assert not command.hint.endswith(".")
        assert command.menu in MENUS


def test_the_keys_as_delivered_do_not_clash() -> None:
    assert conflicts(keymap()) == []


def test_every_verb_of_tagging_has_a_key() -> None:
    keys = {key for texts in keymap().values() for key in texts}
    wanted = "1 2 3 9 Shift+1 Tab Shift+Tab Return Esc [ ] { } Ctrl+[ Ctrl+] Ctrl+{ Ctrl+} Del Ctrl+Z Ctrl+Y F N R C O"
    assert set(wanted.split()) <= keys


def test_overrides_replace_keys_and_unknown_or_fixed_commands_are_passed_over() -> None:
    changed = keymap({"annotation.note": ["M"], "help.keys": ["F9"], "no.such.command": ["X"]})
    assert changed["annotation.note"] == ("M",)
    assert changed["help.keys"] == ("F1",)
    assert "no.such.command" not in changed


def test_a_clash_names_all_who_want_the_key() -> None:
    clash = conflicts(keymap({"annotation.note": ["R"]}))
    assert [(found.key, set(found.commands)) for found in clash] == [("R", {"annotation.note", "annotation.relate"})]


def test_a_key_may_mean_something_else_on_another_page_but_not_everywhere() -> None:
    keys = keymap()
    assert keys["article.finish"] == keys["adjudicate.finish"]
    (clash,) = conflicts(keymap({"adjudicate.reject": ["L"]}))
    assert set(clash.commands) == {"adjudicate.reject", "adjudicate.later"}
    (clash,) = conflicts(keymap({"adjudicate.reject": ["Ctrl+Z"]}))
    assert set(clash.commands) == {"adjudicate.reject", "edit.undo"}


def test_commands_of_the_adjudicate_page_need_an_article_there() -> None:
    there = {"project": True, "article": True, "annotation": True}
    command = BY_ID["adjudicate.accept"]
    assert reason_disabled(command, **there) == "Open an article on the Adjudicate page first"
    assert reason_disabled(command, **there, adjudicating=True) == ""


@pytest.mark.parametrize(
    ("command", "there", "reason"),
    [
        ("project.open", (False, False, False), ""),
        ("project.export", (False, False, False), "Open a project first"),
        ("article.finish", (True, False, False), "Open an article first"),
        ("annotation.note", (True, True, False), "Select an annotation first"),
        ("annotation.note", (True, True, True), ""),
    ],
)
def test_why_a_command_cannot_be_used(command: str, there: tuple[bool, bool, bool], reason: str) -> None:
    project, article, annotation = there
    assert reason_disabled(BY_ID[command], project=project, article=article, annotation=annotation) == reason


def test_the_page_about_keys_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == keyboard_page(), "write docs/keyboard.md anew with keyboard_page()"


@pytest.mark.parametrize(
    ("typed", "first"),
    [("undo", "Undo"), ("finish", "Finish and go on"), ("gudeline", "Guideline"), ("larger", "Larger text")],
)
def test_ranking_puts_what_is_meant_first(typed: str, first: str) -> None:
    titles = [command.title for command in COMMANDS]
    assert titles[rank(typed, titles)[0]] == first


def test_ranking_keeps_the_order_for_no_words_and_finds_nothing_for_nonsense() -> None:
    assert rank("", ["b", "a"]) == [0, 1]
    assert rank("", ["b", "a"], limit=1) == [0]
    assert rank("qqqqzzzz", ["Undo", "Redo"]) == []


@given(st.text(max_size=12), st.lists(st.text(max_size=20), max_size=12))
def test_ranking_gives_each_place_at_most_once(typed: str, texts: list[str]) -> None:
    places = rank(typed, texts)
    assert len(set(places)) == len(places)
    assert set(places) <= set(range(len(texts)))
