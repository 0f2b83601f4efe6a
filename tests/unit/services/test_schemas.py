from __future__ import annotations

import pytest

from annotator.domain.errors import InputError, RuleError
from annotator.domain.schema_migration import Renames
from annotator.services.editing import Editor
from annotator.services.projects import Project
from annotator.services.schemas import change_schema, propose_schema


@pytest.fixture
def tagged(editor: Editor) -> Editor:
    start = editor.here.text.index("About 3,000")
    editor.tag("claim", [(start, start + 41)])
    editor.tag("figure", [(start, start + 18)])
    editor.tag("quote", [(0, 18)])
    editor.set_attribute([editor.here.exact("quote", ((0, 18),)).id], "speaker", "Mara Lind")  # type: ignore[union-attr, arg-type] # just tagged
    return editor


def test_renaming_a_label_rewrites_annotations_and_can_be_undone(tagged: Editor, project: Project) -> None:
    old = project.settings["schema"]
    new = old.replace("name: claim\n", "name: statement\n").replace("[claim]", "[statement]")
    new = new.replace("[quote, claim, figure]", "[quote, statement, figure]")
    proposal = propose_schema(project, new, "new.yaml", Renames(labels={"claim": "statement"}))
    assert not proposal.plan.refused
    change_schema(tagged, proposal)
    assert {a.label for a in tagged.here.in_order()} == {"statement", "figure", "quote"}
    assert project.schema.label("statement")
    tagged.undo()
    assert {a.label for a in tagged.here.in_order()} == {"claim", "figure", "quote"}
    assert project.settings["schema"] == old
    assert not project.reader.verify()


def test_a_value_is_never_dropped_in_silence(tagged: Editor, project: Project) -> None:
    old = project.settings["schema"]
    lines = old.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line == "  - name: speaker\n")
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("  - name: "))
    cut = "".join(lines[:start] + lines[end:]).replace("quote_type, speaker, ", "quote_type, ")
    cut = cut.replace(
        "show_when: {attribute: speaker, filled: true}", "show_when: {attribute: quote_type, is: [direct]}"
    )
    before = [*tagged.here.in_order()]
    proposal = propose_schema(project, cut, "new.yaml")
    assert [refusal.article_id for refusal in proposal.plan.refused] == [tagged.here.article.id]
    with pytest.raises(RuleError, match="would lose"):
        change_schema(tagged, proposal)
    assert project.settings["schema"] == old
    assert [*tagged.here.in_order()] == before


def test_a_bad_schema_names_its_lines(project: Project) -> None:
    with pytest.raises(InputError, match="line 3"):
        propose_schema(project, "name: x\ntitle: X\nlabels: 5\n", "bad.yaml")
