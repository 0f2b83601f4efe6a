"""Any sequence of edits, undos and redos, against a plain model of what there should be."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from annotator.domain.annotation import Annotation, Progress, Relation, Setting
from annotator.domain.article import Article, State, article_of, normalise_text
from annotator.domain.edit import Change, Record, key_of
from annotator.domain.errors import StaleEditError
from annotator.domain.span import fragments_of
from tests.contract.storage.desk import Desk, Picture, picture

Model = dict[tuple[str, ...], Record]
_WORDS = st.sampled_from(["ferry", "naïve", "日本", "🙂", "a\tb", "two\nlines", '"quoted"', "\u2028"])
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(["kind", "value", "many", "sure"]),
    st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), _WORDS, st.tuples(_WORDS, _WORDS)),
    max_size=3,
)
_PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=3)
_LAYERS = st.sampled_from(["anna", "ben", "gold"])


def name_of(record: Record) -> tuple[str, ...]:
    return (type(record).__name__, *key_of(record))


class Work(RuleBasedStateMachine):
    """Somebody works; `states` are the pictures that undo goes back through, `models` what they should show."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="annotator-sequences-"))
        self.path = self.folder / "work.annot"
        self.desk = Desk(self.path)
        self.models: list[Model] = [{}]
        self.states: list[Picture] = [picture(self.desk.project)]
        self.at = 0
        self.texts = 0

    @property
    def model(self) -> Model:
        return self.models[self.at]

    def all_of(self, kind: type[Record]) -> list[Record]:
        return sorted((record for record in self.model.values() if isinstance(record, kind)), key=key_of)

    def do(self, *changes: Change, texts: dict[str, str] | None = None) -> None:
        self.desk.do("edit", *changes, texts=texts)
        after = dict(self.model)
        for change in changes:
            name = name_of(change.record)
            if change.after is None:
                del after[name]
            else:
                after[name] = change.after
        del self.models[self.at + 1 :], self.states[self.at + 1 :]
        self.models.append(after)
        self.states.append(picture(self.desk.project))
        self.at += 1

    def pick(self, data: st.DataObject, kind: type[Record]) -> Record:
        return data.draw(st.sampled_from(self.all_of(kind)))

    @rule(words=st.lists(_WORDS, min_size=1, max_size=5), title=_WORDS)
    def import_article(self, words: list[str], title: str) -> None:
        self.texts += 1
        normalised = normalise_text(" ".join([f"{self.texts:40}", *words]))
        article = article_of(normalised, title=title)
        self.do(Change(None, article), texts={article.id: normalised.text})

    def some_article(self) -> bool:
        return bool(self.all_of(Article))

    def some_annotation(self) -> bool:
        return bool(self.all_of(Annotation))

    @rule(data=st.data(), pairs=_PAIRS, attributes=_ATTRIBUTES, layer=_LAYERS, note=_WORDS)
    @precondition(some_article)
    def tag(
        self, data: st.DataObject, pairs: list[tuple[int, int]], attributes: dict[str, object], layer: str, note: str
    ) -> None:
        article = self.pick(data, Article)
        assert isinstance(article, Article)
        ranges = [(start, start + length) for start, length in pairs]
        span = self.desk.span(article, *ranges, attributes=attributes, note=note, layer=layer)  # type: ignore[arg-type]  # drawn values are of the attribute types
        self.do(Change(None, span))

    @rule(data=st.data(), attributes=_ATTRIBUTES, label=st.sampled_from(["claim", "quote"]), layer=_LAYERS)
    @precondition(some_annotation)
    def change(self, data: st.DataObject, attributes: dict[str, object], label: str, layer: str) -> None:
        span = self.pick(data, Annotation)
        assert isinstance(span, Annotation)
        after = replace(
            span,
            attributes=attributes,  # type: ignore[arg-type]  # drawn values are of the attribute types
            provenance={},
            label=label,
            layer=layer,
            fragments=fragments_of([*span.fragments, (0, 3)]),
        )
        self.do(Change(span, after))

    @rule(data=st.data())
    @precondition(some_annotation)
    def delete(self, data: st.DataObject) -> None:
        span = self.pick(data, Annotation)
        assert isinstance(span, Annotation)
        relations = [
            one for one in self.all_of(Relation) if isinstance(one, Relation) and span.id in (one.head, one.child)
        ]
        self.do(*(Change(record, None) for record in relations), Change(span, None))

    @rule(data=st.data())
    @precondition(some_annotation)
    def relate(self, data: st.DataObject) -> None:
        head, child = self.pick(data, Annotation), self.pick(data, Annotation)
        assert isinstance(head, Annotation)
        assert isinstance(child, Annotation)
        ends = head.article_id, "anna", "about", head.id, child.id, child.article_id
        self.do(Change(None, Relation(self.desk.mint.new("r"), *ends, {"why": "x"})))

    @rule(data=st.data(), state=st.sampled_from(State), layer=_LAYERS, clear=st.booleans())
    @precondition(some_article)
    def progress(self, data: st.DataObject, state: State, layer: str, clear: bool) -> None:
        article = self.pick(data, Article)
        assert isinstance(article, Article)
        after = Progress(article.id, layer, state, self.at)
        before = self.model.get(name_of(after))
        self.do(Change(before, None if clear and before else after))

    @rule(key=st.sampled_from(["schema", "title", "🙂"]), value=_WORDS, clear=st.booleans())
    def setting(self, key: str, value: str, clear: bool) -> None:
        known = self.desk.project.settings()
        before = Setting(key, known[key]) if key in known else None
        after = None if clear and before else Setting(key, value)
        self.desk.do("set", Change(before, after))
        del self.models[self.at + 1 :], self.states[self.at + 1 :]
        self.models.append(self.model)
        self.states.append(picture(self.desk.project))
        self.at += 1

    @rule(data=st.data())
    @precondition(some_article)
    def remove_article(self, data: st.DataObject) -> None:
        article = self.pick(data, Article)
        assert isinstance(article, Article)
        hanging: list[Record] = [
            record
            for record in self.model.values()
            if article.id in key_of(record) or (isinstance(record, Relation) and record.child_article_id == article.id)
        ]
        self.do(*(Change(record, None) for record in hanging))

    @rule(data=st.data(), title=_WORDS)
    @precondition(some_article)
    def rename_article(self, data: st.DataObject, title: str) -> None:
        article = self.pick(data, Article)
        assert isinstance(article, Article)
        self.do(Change(article, replace(article, title=title, author="x")))

    @rule()
    def undo(self) -> None:
        assert self.desk.undo() == (self.at > 0)
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        assert self.desk.redo() == (self.at < len(self.states) - 1)
        self.at = min(len(self.states) - 1, self.at + 1)

    @rule()
    def reopen(self) -> None:
        self.desk.project.close()
        self.desk = Desk(self.path)

    @rule(data=st.data(), late=st.booleans())
    @precondition(some_annotation)
    def stale(self, data: st.DataObject, late: bool) -> None:
        span = self.pick(data, Annotation)
        assert isinstance(span, Annotation)
        other = Change(None, Setting("never", "kept"))
        wrong = Change(replace(span, note=span.note + "!"), None) if late else Change(None, span)
        with pytest.raises(StaleEditError):
            self.desk.do("stale", *((other, wrong) if late else (wrong, other)))

    @invariant()
    def shows_what_it_should(self) -> None:
        project = self.desk.project
        assert picture(project) == self.states[self.at]
        articles = self.all_of(Article)
        ids = project.article_ids()
        assert sorted(project.articles(ids), key=key_of) == articles
        annotations: list[Record] = [span for article_id in ids for span in project.annotations(article_id)]
        assert sorted(annotations, key=key_of) == self.all_of(Annotation)
        progress: list[Record] = [one for article_id in ids for one in project.progress(article_id)]
        assert sorted(progress, key=key_of) == self.all_of(Progress)
        relations = {key_of(one): one for article_id in ids for one in project.relations(article_id)}
        assert relations == {key_of(one): one for one in self.all_of(Relation)}

    @invariant()
    def counts_what_there_is(self) -> None:
        project = self.desk.project
        ids, summary = project.article_ids(), project.summary()
        spans = Counter(span.label for span in self.all_of(Annotation) if isinstance(span, Annotation))
        assert summary.articles == project.article_count() == len(ids)
        assert summary.labels == dict(sorted(spans.items()))
        assert summary.relations == len(self.all_of(Relation))
        for layer in project.layers():
            states = Counter(project.states(ids, layer).values())
            assert project.progress_counts(layer) == {state: states[state] for state in State}
            per_label = Counter[str]()
            for counts in project.label_counts(ids, layer).values():
                per_label.update(counts)
            assert dict(per_label) == next(one.labels for one in summary.layers if one.name == layer)

    def teardown(self) -> None:
        project = self.desk.project
        while self.desk.redo():
            pass
        assert picture(project) == self.states[-1]
        assert project.verify() == []
        while self.desk.undo():
            pass
        assert picture(project) == self.states[0]
        assert project.verify() == []
        while self.desk.redo():
            pass
        assert picture(project) == self.states[-1]
        assert project.verify() == []
        project.close()
        shutil.rmtree(self.folder)


def test_any_sequence_can_be_undone_and_redone() -> None:
    few = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True)
    run_state_machine_as_test(Work, settings=few)
