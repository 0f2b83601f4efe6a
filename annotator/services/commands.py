"""Every command of the window, once.

Menus, the palette, keys, the key sheet (F1) and docs/keyboard.md are built from `COMMANDS` and nothing else, so they
cannot disagree. Keys are portable text ("Ctrl+Shift+Z"); how they are shown is the window's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Scope = Literal["window", "project", "reader", "annotation", "adjudicate"]
"""Where the key works, and what must be there: always; a project; an open article; a selected annotation; the
Adjudicate page with an article.

Keys of `reader` and `annotation` work while the text or the list of annotations has the focus, so that single letters
can be typed everywhere else; those of a page while its lists and its text have it.
"""
_PLACES: Mapping[str, str] = {"reader": "text", "annotation": "text", "adjudicate": "adjudicate"}
"""The part of the window where a scope's keys work; all others work everywhere."""

Keymap = Mapping[str, tuple[str, ...]]
"""Command id -> its keys, the first one is the one that is shown."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can ask for.

    `section` groups commands in a menu by a separator and on the key sheet by a heading. `hint` is one line that
    says what it does. `in_menu` is off for keys that come in families and would drown a menu.
    """

    id: str
    title: str
    menu: str
    section: str
    keys: tuple[str, ...] = ()
    scope: Scope = "window"
    hint: str = ""
    keyboard_editable: bool = True
    in_menu: bool = True


_Row = tuple[str, str, str, Scope, str]
"""Id, title, keys with blanks between them, scope, hint."""
# One command a line, so that it reads as a table.
# fmt: off
_TABLE: tuple[tuple[str, tuple[_Row, ...]], ...] = (
    ("File/Projects", (
        ("project.new", "New project…", "Ctrl+N", "window", "Make an empty project file"),
        ("project.open", "Open project…", "Ctrl+O", "window", "Open a project file"),
        ("project.sample", "Open the sample project", "", "window", "Nine short articles to try"),
    )),
    ("File/Exchange", (
        ("project.import", "Import articles…", "Ctrl+I", "project", "Read articles or annotations from files"),
        ("project.export", "Export…", "Ctrl+E", "project", "Write the gold set or all layers"),
        ("project.split", "Split articles…", "", "project", "Deal them out to train, dev and test"),
    )),
    ("File/Together", (
        ("project.assign", "Assign articles…", "", "project", "Deal the articles out to annotators"),
        ("project.pack", "Pack for a colleague…", "", "project", "Write a file with one annotator's share"),
        ("project.merge", "Merge files…", "Ctrl+Shift+M", "project", "Take in what others did in their files"),
        ("project.conflicts", "Conflicts…", "", "project", "What was changed in two files apart"),
        ("project.unmerge", "Take back a merge…", "", "project", "Go back to the project as it was before a merge"),
    )),
    ("File/Care", (
        ("project.backup", "Back up project…", "", "project", "Write a verified copy of the project"),
        ("project.verify", "Verify project", "", "project", "Check texts, spans and the journal"),
        ("project.schema", "Change schema…", "", "project", "Labels, attributes and relations"),
        ("project.annotator", "Annotator…", "", "project", "Say under which handle you tag"),
    )),
    ("File/Program", (
        ("app.settings", "Settings…", "Ctrl+,", "window", "Looks, tagging and keys"),
        ("project.close", "Close project", "Ctrl+W", "project", "Back to the start"),
        ("app.quit", "Quit", "Ctrl+Q", "window", "Close the window; everything is saved"),
    )),
    ("Edit/Undo", (
        ("edit.undo", "Undo", "Ctrl+Z", "project", "Take the last change back"),
        ("edit.redo", "Redo", "Ctrl+Y Ctrl+Shift+Z", "project", "Make the change again"),
    )),
    ("Edit/Text", (
        ("edit.copy", "Copy text", "Ctrl+C", "reader", "Copy the selected text"),
        ("edit.find", "Find in article…", "Ctrl+F", "project", "Find words in the text"),
        ("edit.find_next", "Find next", "F3", "project", "Go to the next place found"),
        ("edit.find_previous", "Find previous", "Shift+F3", "project", "Go to the one before"),
    )),
    ("Tag/Select", (
        ("select.grow", "Grow selection", "E", "reader", "To the word, quantity, clause, quotation, sentence"),
        ("select.shrink", "Shrink selection", "Shift+E", "reader", "Back to what was selected before it grew"),
        ("select.figure", "Next figure", "G", "reader", "Select the next number with what it counts"),
        ("select.figure_back", "Previous figure", "Shift+G", "reader", "Select the one before"),
        ("select.quote", "Next quotation", "Q", "reader", "Select the next words in quotation marks"),
        ("select.quote_back", "Previous quotation", "Shift+Q", "reader", "Select the ones before"),
    )),
    ("Tag/Move", (
        ("annotation.next", "Next annotation", "Tab", "reader", "Select the next annotation"),
        ("annotation.previous", "Previous annotation", "Shift+Tab", "reader", "Select the one before"),
        ("annotation.inspect", "Inspect", "Return", "annotation", "Go to its attributes; Esc returns"),
        ("annotation.back", "Back to the text", "Esc", "reader", "Close what is open, then go back to the text"),
    )),
    ("Tag/Change", (
        ("annotation.confirm", "Confirm values", "C", "annotation", "Confirm the values that rules filled in"),
        ("annotation.optional", "Open another attribute…", "O", "annotation", "Show a hidden attribute"),
        ("annotation.note", "Note", "N", "annotation", "Write a note"),
        ("annotation.relate", "Relate to…", "R", "annotation", "Link it to another annotation"),
        ("annotation.delete", "Delete annotation", "Del", "annotation", "Delete it; undo brings it back"),
    )),
    ("Article/Work", (
        ("article.finish", "Finish and go on", "F", "reader", "Mark the article finished and open the next one"),
        ("article.reopen", "Not finished after all", "", "reader", "Put it back to in progress"),
    )),
    ("Article/Move", (
        ("article.next", "Next article", "Ctrl+PgDown", "project", "Open the next"),
        ("article.previous", "Previous article", "Ctrl+PgUp", "project", "Open the last"),
        ("article.go", "Go to article…", "Ctrl+P", "project", "Open one by its title"),
        ("article.filter", "Filter articles", "/", "project", "Type to shorten the list"),
        ("article.alike", "Near-duplicates of this article", "", "reader", "List only the articles that repeat it"),
    )),
    ("Article/Care", (
        ("article.details", "Edit article details…", "F2", "reader", "Title, source, date"),
        ("article.exclude", "Leave passage out", "X", "reader", "Not the article's own words; again: take it back in"),
        ("article.original", "Save the original…", "", "reader", "Write the file that it came in, if it was kept"),
    )),
    ("Adjudicate/Decide", (
        ("adjudicate.accept", "Accept the gold column", "Return", "adjudicate", "Decide as the gold column stands"),
        ("adjudicate.all", "Accept all", "B", "adjudicate", "Make the span of each of them gold"),
        ("adjudicate.merge", "Merge boundaries", "M", "adjudicate", "One gold span on the words of all of them"),
        ("adjudicate.edit", "Edit", "E", "adjudicate", "Change the gold column before it is accepted"),
        ("adjudicate.choose", "Take this value", "Space", "adjudicate", "Put the value in hand into the gold column"),
        ("adjudicate.reject", "Reject", "X Del", "adjudicate", "Leave it out of the gold layer"),
        ("adjudicate.keep", "Keep the gold", "K", "adjudicate", "It came back, but stays as it was decided"),
        ("adjudicate.later", "Leave for later", "L", "adjudicate", "Put it at the end of the queue"),
    )),
    ("Adjudicate/Move", (
        ("adjudicate.next", "Next to decide", "Tab", "adjudicate", "Go to the next open place"),
        ("adjudicate.previous", "Previous to decide", "Shift+Tab", "adjudicate", "Go to the one before"),
        ("adjudicate.next_article", "Next article to decide", "N", "adjudicate", "Open the next that is not finished"),
        ("adjudicate.queue", "Whole queue or open places", "Q", "adjudicate", "Also list what is decided"),
        ("adjudicate.colours", "Colours by label or annotator", "C", "adjudicate", "Switch what the colours mean"),
    )),
    ("Adjudicate/Article", (
        ("adjudicate.majority", "Accept the majority", "Shift+M", "adjudicate", "Decide what more than half share"),
        ("adjudicate.finish", "Finish adjudication and go on", "F", "adjudicate", "The gold of the article is done"),
        ("adjudicate.reopen", "Reopen adjudication", "", "adjudicate", "The gold is not done after all"),
        ("adjudicate.role", "Adjudicate in this project", "", "project", "Take the role; you see every layer then"),
    )),
    ("View/Find", (
        ("view.palette", "All commands…", "Ctrl+K", "window", "Search every command by name"),
    )),
    ("View/Pages", (
        ("page.annotate", "Annotate", "Alt+1", "project", "The page for tagging"),
        ("page.review", "Review", "Alt+2", "project", "How far annotators agree, down to each span"),
        ("page.adjudicate", "Adjudicate", "Alt+3", "project", "The page for deciding where annotators differ"),
        ("page.search", "Search", "Ctrl+Shift+F", "project", "Search every article"),
    )),
    ("View/Panels", (
        ("view.guideline", "Guideline", "Ctrl+G", "project", "Open it at the label"),
        ("view.articles", "Articles", "Ctrl+Shift+A", "project", "Show or hide the list"),
        ("view.inspector", "Inspector", "Ctrl+Shift+I", "project", "Show or hide it"),
        ("view.others", "Others' layers", "Ctrl+Shift+O", "reader", "Show what others tagged, once both have finished"),
        ("view.next_panel", "Next panel", "F6", "project", "Move the focus on"),
        ("view.previous_panel", "Previous panel", "Shift+F6", "project", "Move the focus back"),
    )),
    ("View/Text size", (
        ("zoom.in", "Larger text", "Ctrl++ Ctrl+=", "window", "Make the text larger"),
        ("zoom.out", "Smaller text", "Ctrl+-", "window", "Make the text smaller"),
        ("zoom.reset", "Normal text", "Ctrl+0", "window", "Back to the size in the settings"),
    )),
    ("View/Window", (
        ("view.theme", "Light or dark", "Ctrl+Shift+L", "window", "Switch the theme"),
        ("view.full_screen", "Full screen", "F11", "window", "Fill the screen, or leave it"),
    )),
    ("Help/Help", (
        ("help.keys", "Keys", "F1", "window", "Every key, searchable"),
        ("help.welcome", "Start page", "", "window", "Recent projects and what is new"),
        ("help.about", "About Annotator", "", "window", "Version and licence"),
    )),
)
# fmt: on

_EDGES = (
    ("start_back", "Start back", "[", "start of the span back"),
    ("start_forward", "Start forward", "]", "start of the span forward"),
    ("end_back", "End back", "{", "end of the span back"),
    ("end_forward", "End forward", "}", "end of the span forward"),
)


def _plain() -> Iterable[Command]:
    for place, rows in _TABLE:
        menu, section = place.split("/")
        for command_id, title, keys, scope, hint in rows:
            fixed = command_id == "help.keys"
            yield Command(command_id, title, menu, section, tuple(keys.split()), scope, hint, not fixed)


def _families() -> Iterable[Command]:
    tag_hint = "Tag the selection; with nothing selected the word, again: the sentence"
    part_hint = "Add the selection as a fragment to the annotation of this label that is selected or comes before it"
    for n in range(1, 10):
        yield Command(f"tag.{n}", f"Tag with label {n}", "Tag", "Tag", (f"{n}",), "reader", tag_hint)
    for n in range(1, 10):
        yield Command(
            f"fragment.{n}",
            f"Add fragment to label {n}",
            "Tag",
            "Fragments",
            (f"Shift+{n}",),
            "reader",
            part_hint,
            in_menu=False,
        )
    for n in range(1, 10):
        yield Command(
            f"adjudicate.accept_{n}", f"Accept {chr(64 + n)}", "Adjudicate", "Decide", (f"{n}",), "adjudicate",
            f"Make gold what {chr(64 + n)} says", in_menu=n < 4,
        )  # fmt: skip
    families: tuple[tuple[str, str, str, Scope, str], ...] = (
        ("edge", "Tag", "Edges", "annotation", ""),
        ("adjudicate", "Adjudicate", "Edges", "adjudicate", " of the gold column"),
    )
    for prefix, menu, section, scope, of in families:
        for unit, modifier in (("word", ""), ("character", "Ctrl+")):
            for name, title, key, what in _EDGES:
                yield Command(
                    f"{prefix}.{name}_{unit}", f"{title} by {unit}", menu, section, (modifier + key,), scope,
                    f"Move the {what}{of} by one {unit}", in_menu=False,
                )  # fmt: skip


_SECTIONS = {
    "Tag": ("Tag", "Select", "Change", "Move", "Fragments", "Edges"),
    "Adjudicate": ("Decide", "Move", "Article", "Edges"),
}
"""The order of sections in menus that have families of commands."""


def _in_menu_order(commands: Iterable[Command]) -> tuple[Command, ...]:
    menus = [place.split("/")[0] for place, _ in _TABLE]

    def place(command: Command) -> tuple[int, int]:
        sections = _SECTIONS.get(command.menu, (command.section,))
        return menus.index(command.menu), sections.index(command.section)

    return tuple(sorted(commands, key=place))


COMMANDS: tuple[Command, ...] = _in_menu_order((*_plain(), *_families()))
BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
MENUS: tuple[str, ...] = tuple(dict.fromkeys(command.menu for command in COMMANDS))


class TextKey(NamedTuple):
    """A key that the text itself understands; it cannot be changed and is listed on the key sheet."""

    keys: str
    hint: str


TEXT_KEYS: tuple[TextKey, ...] = (
    TextKey("Left, Right", "Move the caret by a character"),
    TextKey("Ctrl+Left, Ctrl+Right", "Move the caret by a word"),
    TextKey("Alt+Left, Alt+Right, Alt+Up, Alt+Down", "Move the caret by a sentence"),
    TextKey("Up, Down", "Move the caret by a line"),
    TextKey("Home, End", "Go to the start or the end of the line"),
    TextKey("Ctrl+Home, Ctrl+End", "Go to the start or the end of the article"),
    TextKey("PgUp, PgDown", "Move by a page"),
    TextKey("Shift with any of these", "Extend the selection"),
    TextKey("Drag", "Select text; at the end of a span: move that end"),
    TextKey("Double click, triple click", "Select the word, the sentence"),
    TextKey("Ctrl+Drag", "Add a fragment to the selected annotation"),
)


class Conflict(NamedTuple):
    """One key that several commands want in the same place."""

    key: str
    commands: tuple[str, ...]


def keymap(overrides: Mapping[str, Sequence[str]] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the keys of every command. `overrides` replaces keys; unknown or fixed commands in it are passed over."""
    chosen = {command.id: command.keys for command in COMMANDS}
    for command_id, keys in (overrides or {}).items():
        if command_id in BY_ID and BY_ID[command_id].keyboard_editable:
            chosen[command_id] = tuple(keys)
    return chosen


def conflicts(keys: Keymap) -> list[Conflict]:
    """Return the keys that more than one command has in places that overlap, sorted by key."""
    users: dict[str, list[str]] = {}
    for command_id, texts in keys.items():
        for text in texts:
            users.setdefault(text, []).append(command_id)
    clashing = {
        key: [one for one in ids if any(one != other and overlap(one, other) for other in ids)]
        for key, ids in users.items()
    }
    return [Conflict(key, tuple(ids)) for key, ids in sorted(clashing.items()) if ids]


def overlap(one: str, other: str) -> bool:
    """Tell whether the keys of two commands work in the same place."""
    places = _PLACES.get(BY_ID[one].scope), _PLACES.get(BY_ID[other].scope)
    return None in places or places[0] == places[1]


def reason_disabled(
    command: Command, *, project: bool, article: bool, annotation: bool, adjudicating: bool = False
) -> str:
    """Return why a command cannot be used now, in words for a person, or "" if it can."""
    if command.scope != "window" and not project:
        return "Open a project first"
    if command.scope in {"reader", "annotation"} and not article:
        return "Open an article first"
    if command.scope == "annotation" and not annotation:
        return "Select an annotation first"
    if command.scope == "adjudicate" and not adjudicating:
        return "Open an article on the Adjudicate page first"
    return ""


def keyboard_page() -> str:
    """Return docs/keyboard.md: every command with its keys, and the keys of the text."""
    lines = ["# Keys", "", "Written from the list of commands; a test says when it is out of date.", ""]
    lines += ["Keys can be changed under File > Settings. `Ctrl` is the command key on a Mac.", ""]
    for menu in MENUS:
        lines += [f"## {menu}", "", "| Key | Command | What it does |", "|---|---|---|"]
        for command in COMMANDS:
            if command.menu == menu:
                keys = ", ".join(f"`{key}`" for key in command.keys)
                lines.append(f"| {keys} | {command.title} | {command.hint} |")
        lines.append("")
    lines += ["## In the text", "", "| Key | What it does |", "|---|---|"]
    lines += [f"| {key.keys} | {key.hint} |" for key in TEXT_KEYS]
    return "\n".join(lines) + "\n"
