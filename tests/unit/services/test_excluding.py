from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import RuleError
from annotator.domain.span import Fragments, fragments_of, is_canonical
from annotator.services.editing import Editor
from annotator.services.excluding import toggled
from annotator.services.projects import Project, verify_project

_RANGE = st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def inside(fragments: Fragments) -> set[int]:
    return {at for start, end in fragments for at in range(start, end)}


@given(st.lists(_RANGE, max_size=5), _RANGE)
def test_a_passage_goes_out_and_what_was_out_comes_in(pairs: list[tuple[int, int]], chosen: tuple[int, int]) -> None:
    before = fragments_of(pairs) if pairs else ()
    after = toggled(before, *chosen, 100)
    these = set(range(*chosen))
    expected = inside(before) - these if inside(before) & these else inside(before) | these
    assert inside(after) == expected
    assert after == () or is_canonical(after, 100)


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(RuleError):
        toggled((), 3, 3, 9)


def test_it_is_an_edit_that_can_be_undone(editor: Editor, project: Project) -> None:
    editor.exclude(0, 10)
    assert editor.undo_name == "leave passage out"
    editor.exclude(4, 6)
    assert editor.undo_name == "take passage in"
    assert editor.here.article.excluded == ((0, 4), (6, 10))
    editor.undo()
    editor.undo()
    assert not editor.here.article.excluded
    editor.redo()
    project.saver.flush()
    (article,) = project.reader.articles([editor.here.article.id])
    assert article.excluded == ((0, 10),)
    assert verify_project(project.path) == []
    with pytest.raises(RuleError, match="not within"):
        editor.exclude(50, 99_999)
