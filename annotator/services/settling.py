"""Settling a conflict: the version that lost is put in the place of what is there now, as an edit like any other."""

from __future__ import annotations

from annotator.domain.annotation import GOLD, Annotation, Relation, Setting
from annotator.domain.article import Article
from annotator.domain.edit import Change, Kind, Record
from annotator.domain.errors import RuleError
from annotator.domain.merging import Conflict
from annotator.domain.rules import check_annotation, check_relation
from annotator.services import tagging
from annotator.services.conflicts import layer_of
from annotator.services.editing import Editor, Touched
from annotator.services.projects import Project
from annotator.services.tagging import Changes


def take_other(editor: Editor, conflict: Conflict) -> Touched | None:
    """Put the other version of a conflict in the place of what is there now. Returns None if it is there already.

    For an annotation, relation or state its article should be on the desk, so that a person sees it. Raises RuleError
    if it is not the annotator's to decide, or where the version does not fit the project any more.
    """
    layer = layer_of(conflict)
    if layer not in ("", GOLD, editor.project.annotator):
        raise RuleError(f"Only {layer} can decide that", where=conflict.key[-1])
    editor.project.saver.flush()
    now, wanted = _now(editor.project, conflict), conflict.other.record
    if now == wanted:
        return None
    changes = _deletion(editor, now) if wanted is None else _replacement(editor, now, wanted)
    return editor.change("take the other version", changes)


def _now(project: Project, conflict: Conflict) -> Record | None:
    """Return what is there now."""
    file, key = project.reader, conflict.key
    if conflict.kind is Kind.SETTING:
        value = project.settings.get(key[0])
        return None if value is None else Setting(key[0], value)
    if not file.has_articles([key[0]]):
        return None
    match conflict.kind:
        case Kind.ARTICLE:
            return file.articles([key[0]])[0]
        case Kind.ANNOTATION:
            return file.annotation(*key)
        case Kind.RELATION:
            return next((link for link in file.relations(key[0]) if link.id == key[1]), None)
        case _:
            return next((found for found in file.progress(key[0]) if found.layer == key[1]), None)


def _deletion(editor: Editor, now: Record | None) -> Changes:
    match now:
        case None:
            return ()
        case Article():
            raise RuleError("The other version has no such article", remedy="Undo its import to take it out")
        case Annotation() if editor.desk is not None and now.id in editor.desk.annotations:
            return tagging.delete(editor.desk, editor.project.schema, [now.id])
        case Annotation():
            links = editor.project.reader.relations(now.article_id)
            return (*(Change(link, None) for link in links if now.id in (link.head, link.child)), Change(now, None))
        case _:
            return (Change(now, None),)


def _replacement(editor: Editor, now: Record | None, wanted: Record) -> Changes:
    file, schema, problems = editor.project.reader, editor.project.schema, list[str]()
    match wanted:
        case Setting(key="schema"):
            raise RuleError("Another schema is taken by Change schema…", remedy="It says what becomes of annotations")
        case Annotation() | Relation() if not file.has_articles([wanted.article_id]):
            problems = ["its article is not in the project"]
        case Annotation():
            (article,) = file.articles([wanted.article_id])
            problems = check_annotation(schema, wanted, article.length)
            if any(_is_twin(wanted, other) for other in file.annotations(wanted.article_id, wanted.layer)):
                problems.append("the same words have the same label already")
        case Relation():
            head = file.annotation(wanted.article_id, wanted.head)
            child = file.annotation(wanted.child_article_id, wanted.child)
            if head is None or child is None:
                problems = ["an annotation that it links is not there"]
            else:
                problems = check_relation(schema, wanted, head.label, child.label)
        case _:
            pass
    if problems:
        raise RuleError("The other version does not fit the project as it is now", why="; ".join(problems))
    return (Change(now, wanted),)


def _is_twin(wanted: Annotation, other: Annotation) -> bool:
    return other.id != wanted.id and (other.label, other.fragments) == (wanted.label, wanted.fragments)
