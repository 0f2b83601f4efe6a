"""Words of commands that depend on what is open, and the lists made of commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from annotator.domain.schema import Label
from annotator.services.commands import COMMANDS
from annotator.services.projects import Project
from annotator.ui.actions import Actions
from annotator.ui.dialogs.palette import Entry
from annotator.ui.kit.words import named, shown_key, tr

_SHOWN_RECENT = 8
_MOST_TITLES = 2_000
"""Of larger projects the palette lists no articles; the filter of the list finds them."""


def name_labels(actions: Actions, label_of: Callable[[str], Label | None]) -> None:
    """Name the tagging commands by the schema's labels; digits without a label are switched off and left out."""
    for digit in "123456789":
        label = label_of(digit)
        for command, title in ((f"tag.{digit}", "Tag as {label}"), (f"fragment.{digit}", "Add fragment to {label}")):
            number = tr("label {digit}").format(digit=digit)
            actions.set_title(command, tr(title).format(label=label.title.lower() if label else number))
            actions.set_reason(command, "" if label else "The schema has no label with this number")
            actions[command].setVisible(label is not None)


def fill_recent(menu: QMenu, paths: Sequence[str], choose: Callable[[Path], None]) -> None:
    """List the projects used last."""
    menu.clear()
    for path in paths[:_SHOWN_RECENT]:
        action = menu.addAction(Path(path).stem)
        action.setToolTip(path)
        action.triggered.connect(partial(_choose, choose, Path(path)))
    menu.setEnabled(bool(paths))


def _choose(choose: Callable[[Path], None], path: Path, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's slot
    choose(path)


def recent_menu(parent: QMenu, before: Actions) -> QMenu:
    """Return an empty menu for recent projects, in its place in the File menu."""
    menu = named(QMenu(tr("Recent projects"), parent), tr("Recent projects"))
    menu.setToolTipsVisible(True)
    parent.insertMenu(before["project.sample"], menu)
    return menu


def command_entries(actions: Actions) -> list[Entry]:
    """Return a line of the palette for every command but the palette's own."""
    entries = []
    for command in COMMANDS:
        if command.id == "view.palette" or not actions[command.id].isVisible():
            continue
        keys = "  ".join(shown_key(key) for key in actions.keys[command.id][:1])
        title = actions.title(command.id)
        searched = f"{title} {tr(command.menu)} {tr(command.title)} {tr(command.hint)}"
        act = partial(actions.trigger, command.id)
        entries.append(Entry(title, tr(command.menu), keys, tr(actions.reason(command.id)), searched, act))
    return entries


def article_entries(project: Project | None, choose: Callable[[str], object]) -> list[Entry]:
    """Return a line for every article, if there are not too many."""
    if project is None or project.reader.article_count() > _MOST_TITLES:
        return []
    articles = project.reader.articles(project.reader.article_ids())
    return [
        Entry(
            article.title or article.file or article.id,
            " · ".join(part for part in (article.publisher, article.published) if part),
            tr("Article"),
            "",
            f"{article.title} {article.publisher} {article.file}",
            partial(choose, article.id),
        )
        for article in articles
    ]


def keys_for(
    actions: Actions, *, article: bool, annotation: bool, selection: bool, page: str = ""
) -> list[tuple[str, str]]:
    """Return the keys that are worth knowing now and what they do, for the status bar; `page` is a page's id."""
    wanted: tuple[str, ...]
    if page == "search":
        wanted = ("page.search", "page.annotate", "view.palette", "help.keys")
    elif page == "review":
        wanted = ("page.review", "page.adjudicate", "page.annotate", "view.palette", "help.keys")
    elif page == "adjudicate":
        listed = (
            "adjudicate.accept", "adjudicate.choose", "adjudicate.edit", "adjudicate.all", "adjudicate.merge",
            "adjudicate.reject", "adjudicate.keep", "adjudicate.later", "adjudicate.next", "adjudicate.finish",
            "adjudicate.next_article", "adjudicate.role", "help.keys",
        )  # fmt: skip
        wanted = tuple(command for command in listed if not actions.reason(command))
    elif not article:
        wanted = ("project.new", "project.open", "view.palette", "help.keys")
    elif annotation and not selection:
        wanted = (
            "annotation.inspect", "annotation.confirm", "annotation.relate", "annotation.note", "annotation.delete",
            "annotation.next", "article.finish", "help.keys",
        )  # fmt: skip
    else:
        wanted = (
            "tag.1", "tag.2", "tag.3", "select.grow", "select.figure", "annotation.next", "article.finish", "help.keys"
        )  # fmt: skip
    return [
        (shown_key(actions.keys[command][0]), actions.title(command).rstrip("…").lower())
        for command in wanted
        if actions.keys[command] and actions[command].isVisible()
    ]
