"""Any sequence of edits: undo all gives the first state, redo all the last, byte for byte in the export."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.article import State
from annotator.domain.errors import RuleError
from annotator.formats.gold.lines import LineMaker
from annotator.formats.gold.options import GoldOptions
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import Project, create_project, open_project

TEXTS = (
    "“We left,” said Mara. “About 3,000 of us 👩‍👩‍👧 could go by Friday.”\n\nشكرا جزيلا $1.2bn",
    "Less than 1% of e\u0301lan remained\u2028in the valley, officials said. Another line.",
)
STEP = st.tuples(
    st.sampled_from(
        "tag tag tag tag_at nudge fragment cut label attribute clear confirm note delete relate unrelate link state"
        " details guideline open undo redo restart".split()
    ),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)


def exported(project: Project) -> bytes:
    """Everything that an export would hold, and the settings."""
    options = GoldOptions(layer="anna", tool_version="1", include_unfinished=True)
    maker = LineMaker(project.schema, options)
    lines = [maker.line(stored, "anna").data for stored in project.reader.walk()]
    notes = repr([[row[:-1] for row in stored.annotations] for stored in project.reader.walk()])
    return b"".join(lines) + notes.encode() + repr(sorted(project.reader.settings().items())).encode()


class Typist:
    """Turns numbers into verbs."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.ids = project.reader.article_ids()
        self.editor = Editor(project)
        self.editor.open(self.ids[0])

    def annotation(self, number: int) -> str:
        listed = [annotation.id for annotation in self.editor.here.in_order()]
        if not listed:
            raise RuleError("nothing to choose from")
        return listed[number % len(listed)]

    def span(self, a: int, b: int) -> tuple[int, int]:
        length = len(self.editor.here.text)
        start = a % length
        return start, min(length, start + 1 + b % 20)

    def do(self, verb: str, a: int, b: int) -> None:
        editor, label = self.editor, ("claim", "quote", "figure")[b % 3]
        verbs: dict[str, Any] = {
            "tag": lambda: editor.tag(label, [self.span(a, b)]),
            "tag_at": lambda: editor.tag_at(label, a % len(editor.here.text)),
            "nudge": lambda: editor.nudge(
                self.annotation(a), ("start", "end")[b % 2], ("word", "character")[b // 2 % 2], forward=b // 4 % 2 == 0
            ),
            "fragment": lambda: editor.add_fragment(self.annotation(a), *self.span(b, a)),
            "cut": lambda: editor.remove_fragment(self.annotation(a), 0),
            "label": lambda: editor.relabel([self.annotation(a)], label),
            "attribute": lambda: editor.set_attribute([self.annotation(a)], *self.value(a, b)),
            "clear": lambda: editor.set_attribute([self.annotation(a)], self.value(a, b)[0], None),
            "confirm": lambda: editor.confirm([self.annotation(a)]),
            "note": lambda: editor.set_note(self.annotation(a), f"note {b}"),
            "delete": lambda: editor.delete([self.annotation(a)]),
            "relate": lambda: self.relate("said_by", a, b),
            "link": lambda: self.relate("claim_link", a, b),
            "unrelate": lambda: editor.unrelate(sorted(editor.here.relations)[a % len(editor.here.relations)]),
            "state": lambda: editor.set_state(list(State)[a % 3]),
            "details": lambda: editor.describe(editor.here.article, title=f"Title {a % 5}"),
            "guideline": lambda: editor.change_setting("change guideline", {"guideline": f"Rule {b % 4}"}),
            "open": lambda: editor.open(self.ids[a % len(self.ids)]),
            "undo": lambda: editor.undo() if editor.undo_name != "import articles" else None,
            "redo": editor.redo,
            "restart": self.restart,
        }
        try:
            verbs[verb]()
        except (RuleError, ZeroDivisionError):
            return  # the rules said no; nothing may have changed then

    def relate(self, label: str, a: int, b: int) -> None:
        child = self.editor.here.annotations[self.annotation(b)]
        self.editor.relate(label, self.annotation(a), child)

    def value(self, a: int, b: int) -> tuple[str, object]:
        label = self.editor.here.annotations[self.annotation(a)].label
        name = {"claim": "certainty", "quote": "speaker", "figure": "value"}[label]
        return name, {"claim": "possible", "quote": f"Speaker {b % 3}", "figure": float(b)}[label]

    def restart(self) -> None:
        here = self.editor.here.article.id
        self.editor = Editor(self.project)
        self.editor.open(here)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(STEP, min_size=1, max_size=25))
def test_undo_all_and_redo_all(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.annot"
        for number, text in enumerate(TEXTS):
            Path(folder, f"{number}.txt").write_text(text, encoding="utf-8")
        create_project(path)
        ticks = count(1_700_000_000_000)
        with open_project(path, "anna", clock=lambda: next(ticks)) as project:
            import_articles(project, [Path(folder)])
            first = exported(project)
            typist = Typist(project)
            for step in steps:
                typist.do(*step)
            last = exported(project)
            undone = 0
            while typist.editor.undo_name != "import articles":
                assert typist.editor.undo() is not None
                undone += 1
            assert exported(project) == first
            for _ in range(undone):
                assert typist.editor.redo() is not None
            assert exported(project) == last
            assert not project.reader.verify()
