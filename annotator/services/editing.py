"""The editor: the verbs of an annotator at work, each one named edit that can be undone, also after a restart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.domain.annotation import Annotation, Progress, Setting
from annotator.domain.article import EDITABLE_FIELDS, Article, State
from annotator.domain.boundaries import next_word, sentence_at, word_at
from annotator.domain.edit import Change, Edit, Kind, Role, key_of
from annotator.domain.errors import RuleError
from annotator.domain.rules import missing
from annotator.domain.span import covered
from annotator.domain.views import UndoItem
from annotator.services import linking, tagging
from annotator.services.desk import ArticleDesk
from annotator.services.excluding import toggled
from annotator.services.projects import Project
from annotator.services.tagging import Changes, Edge, Step

_REMEMBERED = 200
"""How many edits are kept in memory for undo; older ones are read from the journal."""
_LARGE = 5_000
"""An edit with more changes (an import) is undone inside the project file, without holding it in memory."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What an edit touched, so that views refresh exactly that. `name` is the edit's.

    `large` means that it was too much to list: anything may have changed.
    """

    name: str
    edit_id: str
    role: Role
    changes: Changes
    large: bool = False

    @property
    def articles(self) -> frozenset[str]:
        """The articles in which anything changed."""
        return frozenset(change.article_id for change in self.changes if change.article_id is not None)

    def keys(self, kind: Kind) -> frozenset[tuple[str, ...]]:
        """The keys of the touched objects of a kind."""
        return frozenset(key_of(change.record) for change in self.changes if change.kind == kind)


class Editor:
    """One annotator editing one project. Verbs return what they touched, or None if nothing changed."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.desk: ArticleDesk | None = None
        self._read_stacks()

    def _read_stacks(self) -> None:
        state = self.project.reader.undo_stack(self.project.annotator)
        self._undo: list[UndoItem] = list(state.undo)
        self._redo: list[UndoItem] = list(state.redo)
        self._recent: dict[str, Edit] = {}

    def refresh(self) -> None:
        """Read everything anew after the file was changed past the editor (by a merge), as opening it would."""
        self.project.catch_up()
        self._read_stacks()
        self._read_desk()

    def _read_desk(self) -> None:
        """Read the article on the desk again; clear the desk if the project has it no longer."""
        if self.desk is not None:
            here = self.desk.article.id
            self.desk = self._read(here) if self.project.reader.has_articles([here]) else None

    # -- articles

    def open(self, article_id: str) -> ArticleDesk:
        """Put an article on the desk. Raises RuleError if the project has no such article."""
        self.project.saver.flush()
        self.desk = self._read(article_id)
        return self.desk

    def _read(self, article_id: str) -> ArticleDesk:
        file, layer = self.project.reader, self.project.annotator
        articles = file.articles([article_id])
        if not articles:
            raise RuleError("The project has no such article", where=article_id)
        progress = next((found for found in file.progress(article_id) if found.layer == layer), None)
        return ArticleDesk(
            articles[0],
            file.text(article_id),
            layer,
            file.annotations(article_id, layer),
            file.relations(article_id, layer),
            progress,
        )

    def close(self) -> None:
        """Clear the desk."""
        self.desk = None

    @property
    def here(self) -> ArticleDesk:
        """The article on the desk. Raises RuleError if there is none."""
        if self.desk is None:
            raise RuleError("No article is open", remedy="Open an article first")
        return self.desk

    # -- annotations

    def tag(self, label: str, pairs: Iterable[tuple[int, int]]) -> Touched | None:
        """Tag a span (code points) with a label."""
        changes = tagging.tag(self.here, self.project.schema, self.project.mint, label, pairs)
        return self._commit(f"tag {label}", changes)

    def tag_at(self, label: str, position: int) -> Touched | None:
        """Tag the word at the caret; if it has the label already, widen that annotation to the sentence.

        At an opening mark or bracket the word behind it is meant.
        """
        desk = self.here
        following = next_word(desk.text, position)
        word = word_at(desk.text, position)
        if word is None and not any(character.isspace() for character in desk.text[position:following]):
            word = word_at(desk.text, following)
        sentence = sentence_at(desk.text, position)
        if word is not None and (twin := desk.exact(label, (word,))) is not None and sentence is not None:
            schema = self.project.schema
            changes = tagging.respan(desk, schema, twin.id, [sentence])
            for widened in [change.after for change in changes if isinstance(change.after, Annotation)]:
                changes += tagging.contained_relations(desk, schema, self.project.mint, widened)
            return self._commit(f"widen {label} to the sentence", changes)
        if word is None:
            raise RuleError("There is no word at the caret", remedy="Move the caret into a word or select some text")
        return self.tag(label, [word])

    def respan(self, annotation_id: str, pairs: Iterable[tuple[int, int]]) -> Touched | None:
        """Give an annotation other fragments."""
        changes = tagging.respan(self.here, self.project.schema, annotation_id, pairs)
        return self._commit(f"move {self._label(annotation_id)}", changes)

    def move_edge(self, annotation_id: str, fragment: int, edge: Edge, position: int) -> Touched | None:
        """Move one end of a fragment."""
        changes = tagging.move_edge(self.here, self.project.schema, annotation_id, fragment, edge, position)
        return self._commit(f"move {edge} of {self._label(annotation_id)}", changes)

    def nudge(self, annotation_id: str, edge: Edge, step: Step, *, forward: bool) -> Touched | None:
        """Move an end by a word or a character."""
        changes = tagging.nudge(self.here, self.project.schema, annotation_id, edge, step, forward=forward)
        return self._commit(f"move {edge} of {self._label(annotation_id)}", changes)

    def add_fragment(self, annotation_id: str, start: int, end: int) -> Touched | None:
        """Add words to an annotation."""
        changes = tagging.add_fragment(self.here, self.project.schema, annotation_id, start, end)
        return self._commit(f"add fragment to {self._label(annotation_id)}", changes)

    def remove_fragment(self, annotation_id: str, fragment: int) -> Touched | None:
        """Take a fragment away."""
        changes = tagging.remove_fragment(self.here, self.project.schema, annotation_id, fragment)
        return self._commit(f"remove fragment of {self._label(annotation_id)}", changes)

    def relabel(self, annotation_ids: Sequence[str], label: str) -> Touched | None:
        """Give annotations another label."""
        return self._commit(
            f"change label to {label}", tagging.relabel(self.here, self.project.schema, annotation_ids, label)
        )

    def delete(self, annotation_ids: Sequence[str]) -> Touched | None:
        """Delete annotations and their relations."""
        what = self._label(annotation_ids[0]) if len(annotation_ids) == 1 else f"{len(annotation_ids)} annotations"
        return self._commit(f"delete {what}", tagging.delete(self.here, self.project.schema, annotation_ids))

    def set_attribute(self, annotation_ids: Sequence[str], name: str, raw: object) -> Touched | None:
        """Set or clear an attribute. Raises RuleError where the value does not fit its type."""
        title = self.project.schema.attribute(name).title.lower()
        return self._commit(
            f"set {title}", tagging.set_attribute(self.here, self.project.schema, annotation_ids, name, raw)
        )

    def open_attribute(self, annotation_id: str, name: str) -> Touched | None:
        """Fill an attribute on demand."""
        title = self.project.schema.attribute(name).title.lower()
        return self._commit(
            f"fill {title}", tagging.open_attribute(self.here, self.project.schema, annotation_id, name)
        )

    def confirm(self, annotation_ids: Sequence[str], names: Sequence[str] | None = None) -> Touched | None:
        """Confirm what rules filled."""
        return self._commit("confirm attributes", tagging.confirm(self.here, annotation_ids, names))

    def set_note(self, annotation_id: str, note: str) -> Touched | None:
        """Set or clear a note."""
        return self._commit("change note", tagging.set_note(self.here, annotation_id, note))

    def missing(self) -> dict[str, tuple[str, ...]]:
        """Return the annotations on the desk that lack required attributes, with the names of those."""
        schema = self.project.schema
        lacking = ((annotation.id, missing(schema, annotation)) for annotation in self.here.in_order())
        return {annotation_id: names for annotation_id, names in lacking if names}

    # -- relations

    def relate(
        self, label: str, head_id: str, child: Annotation, attributes: Mapping[str, object] | None = None
    ) -> Touched | None:
        """Link an annotation on the desk to another one, here or in another article."""
        raw = dict(attributes or {})
        changes = linking.relate(self.here, self.project.schema, self.project.mint, label, head_id, child, raw)
        return self._commit(f"add {self.project.schema.relation(label).title}", changes)

    def set_relation_attribute(self, relation_id: str, name: str, raw: object) -> Touched | None:
        """Set or clear an attribute of a relation."""
        changes = linking.set_relation_attribute(self.here, self.project.schema, relation_id, name, raw)
        return self._commit(f"set {self.project.schema.attribute(name).title.lower()}", changes)

    def unrelate(self, relation_id: str) -> Touched | None:
        """Delete a relation."""
        return self._commit("delete relation", linking.unrelate(self.here, relation_id))

    # -- articles and the project

    def set_state(self, state: State) -> Touched | None:
        """Set how far the annotator is with the article on the desk."""
        desk = self.here
        if desk.state == state:
            return None
        names = {State.FINISHED: "finish article", State.IN_PROGRESS: "reopen article", State.NEW: "mark article new"}
        after = Progress(desk.article.id, desk.layer, state, self.project.clock.now_ms())
        return self._commit(names[state], (Change(desk.progress, after),))

    def describe(self, article: Article, **fields: str) -> Touched | None:
        """Change what is known of an article. Raises RuleError for a field that may not change."""
        if set(fields) - set(EDITABLE_FIELDS):
            raise RuleError("The text of an article never changes", remedy="Import the changed text as a new article")
        stripped: dict[str, Any] = {name: value.strip() for name, value in fields.items()}
        after = replace(article, **stripped)
        return self._commit("change article details", (Change(article, after),) if after != article else ())

    def exclude(self, start: int, end: int) -> Touched | None:
        """Say that a passage is not the article's own words, or that it is if some of it was left out."""
        article = self.here.article
        after = replace(article, excluded=toggled(article.excluded, start, end, article.length))
        out = covered(after.excluded) > covered(article.excluded)
        return self._commit("leave passage out" if out else "take passage in", (Change(article, after),))

    def change_setting(self, name: str, values: Mapping[str, str], records: Changes = ()) -> Touched | None:
        """Change settings of the project (and records along with them) as one edit."""
        changes: list[Change] = []
        for key, value in values.items():
            old = self.project.settings.get(key)
            if old != value:
                changes.append(Change(None if old is None else Setting(key, old), Setting(key, value)))
        return self._commit(name, (*changes, *records))

    def change(self, name: str, changes: Changes) -> Touched | None:
        """Write changes that were worked out elsewhere as one edit."""
        return self._commit(name, changes)

    # -- undo

    @property
    def undo_name(self) -> str | None:
        """The name of the edit that undo would take back."""
        return self._undo[-1].name if self._undo else None

    @property
    def redo_name(self) -> str | None:
        """The name of the edit that redo would do again."""
        return self._redo[-1].name if self._redo else None

    def undo(self) -> Touched | None:
        """Take back the annotator's latest edit that is not taken back yet."""
        if not self._undo:
            return None
        touched = self._turn(self._undo[-1], Role.UNDO)
        self._redo.append(self._undo.pop())
        return touched

    def redo(self) -> Touched | None:
        """Do again what was taken back last."""
        if not self._redo:
            return None
        touched = self._turn(self._redo[-1], Role.REDO)
        self._undo.append(self._redo.pop())
        return touched

    def _turn(self, item: UndoItem, role: Role) -> Touched:
        """Take an edit back or do it again."""
        done = self._recent.get(item.edit_id)
        if done is None:
            self.project.saver.flush()
            if self.project.reader.entry(item.edit_id).changes > _LARGE:
                return self._turn_in_file(item, role)
            done = self.project.reader.edit(item.edit_id)
        return self._write(done.name, done.inverse() if role == Role.UNDO else done.changes, role, done.id)

    def _turn_in_file(self, item: UndoItem, role: Role) -> Touched:
        edit = self.project.edit(item.name, (), role, item.edit_id)
        inverse = role == Role.UNDO
        self.project.saver.run(lambda file: file.repeat(edit, item.edit_id, inverse=inverse)).result()
        self.project.settings.clear()
        self.project.settings.update(self.project.reader.settings())
        self._read_desk()
        return Touched(item.name, edit.id, role, (), large=True)

    def adopt(self, edits: Iterable[Edit]) -> None:
        """Put edits that were written without the editor (imports) on the undo stack."""
        for edit in edits:
            self._undo.append(UndoItem(edit.id, edit.name))
            self._redo.clear()

    # -- writing

    def _label(self, annotation_id: str) -> str:
        return tagging.annotation_of(self.here, annotation_id).label

    def _commit(self, name: str, changes: Changes) -> Touched | None:
        if not changes:
            return None
        desk = self.desk
        if desk is not None and desk.progress is None and any(desk.is_tagged_by(change) for change in changes):
            begun = Progress(desk.article.id, desk.layer, State.IN_PROGRESS, self.project.clock.now_ms())
            changes = (*changes, Change(None, begun))
        touched = self._write(name, changes, Role.DO, None)
        self._undo.append(UndoItem(touched.edit_id, name))
        self._redo.clear()
        return touched

    def _write(self, name: str, changes: Changes, role: Role, undoes: str | None) -> Touched:
        edit = self.project.edit(name, changes, role, undoes)
        self.project.saver.submit(edit)
        if role == Role.DO:
            self._recent[edit.id] = edit
            if len(self._recent) > _REMEMBERED:
                del self._recent[next(iter(self._recent))]
        for change in changes:
            if self.desk is not None:
                self.desk.apply(change)
            if isinstance(change.record, Setting):
                self._set(change)
        return Touched(name, edit.id, role, changes)

    def _set(self, change: Change) -> None:
        if isinstance(change.after, Setting):
            self.project.settings[change.after.key] = change.after.value
        else:
            self.project.settings.pop(change.record.key, None) if isinstance(change.record, Setting) else None
