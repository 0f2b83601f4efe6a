"""Somebody who works on a project file: mints ids, stamps edits, undoes and redoes as the services do."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.domain.annotation import Annotation, AttributeValue, Provenance, Relation
from annotator.domain.article import Article, article_of, normalise_text
from annotator.domain.edit import Change, Edit, Role
from annotator.domain.identity import Clock, Mint
from annotator.domain.span import fragments_of
from annotator.domain.stored import StoredArticle
from annotator.storage.project_file import ProjectFile

TEXT = "The ferry was late. “We waited,” said Ona Brandt, the harbour master, “for two hours.”\n\nNobody was hurt."


class Desk:
    """One opening of a project for writing; use as a context manager."""

    def __init__(self, path: Path, author: str = "anna") -> None:
        self.author = author
        new = not path.exists()
        self.project = ProjectFile.create(path, {"title": "Ferry"}) if new else ProjectFile.open(path, write=True)
        self.mint = Mint(self.project.device)
        ticks = count(1_700_000_000_000)
        self.clock = Clock(self.project.device, lambda: next(ticks), self.project.last_clock())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.project.close()

    def edit(
        self, name: str, *changes: Change, role: Role = Role.DO, undoes: str | None = None, author: str = ""
    ) -> Edit:
        """Return a new edit without applying it."""
        who = author or self.author
        return Edit(self.mint.new("e"), name, who, self.clock.stamp(), changes, role, undoes)

    def do(self, name: str, *changes: Change, texts: Mapping[str, str] | None = None) -> Edit:
        """Apply a new edit and return it."""
        edit = self.edit(name, *changes)
        self.project.apply(edit, texts)
        return edit

    def add_article(self, text: str = TEXT, title: str = "Late ferry", **known: str) -> Article:
        """Import an article."""
        normalised = normalise_text(text)
        article = article_of(normalised, title=title, **known)
        self.do("import", Change(None, article), texts={article.id: normalised.text})
        return article

    def span(
        self,
        article: Article,
        *pairs: tuple[int, int],
        label: str = "quote",
        attributes: Mapping[str, AttributeValue] | None = None,
        note: str = "",
        layer: str = "",
    ) -> Annotation:
        """Return a new annotation without adding it."""
        fragments = fragments_of(pairs or [(0, 9)])
        provenance = dict.fromkeys(attributes or {}, Provenance.EDITED)
        new = self.mint.new("s"), article.id, layer or self.author, label, fragments
        return Annotation(*new, attributes or {}, provenance, note)

    def tag(self, article: Article, *pairs: tuple[int, int], label: str = "quote", note: str = "") -> Annotation:
        """Add an annotation."""
        annotation = self.span(article, *pairs, label=label, note=note)
        self.do(f"tag {label}", Change(None, annotation))
        return annotation

    def relate(self, head: Annotation, child: Annotation) -> Relation:
        """Add a relation."""
        ends = head.article_id, self.author, "quote_claim", head.id, child.id, child.article_id
        relation = Relation(self.mint.new("r"), *ends)
        self.do("link", Change(None, relation))
        return relation

    def undo(self) -> bool:
        """Take back the author's latest edit; tell whether there was one."""
        items = self.project.undo_stack(self.author).undo
        if items:
            taken = self.project.edit(items[-1].edit_id)
            self.project.apply(self.edit(taken.name, *taken.inverse(), role=Role.UNDO, undoes=taken.id))
        return bool(items)

    def redo(self) -> bool:
        """Do again what was undone last; tell whether there was anything."""
        items = self.project.undo_stack(self.author).redo
        if items:
            taken = self.project.edit(items[-1].edit_id)
            self.project.apply(self.edit(taken.name, *taken.changes, role=Role.REDO, undoes=taken.id))
        return bool(items)


Picture = tuple[list[StoredArticle], dict[str, str]]


def picture(project: ProjectFile) -> Picture:
    """Return everything an export could see of a project."""
    return list(project.walk()), project.settings()
