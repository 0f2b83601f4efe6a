from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import ProjectDamagedError
from annotator.services.editing import Editor
from annotator.services.projects import create_project, open_project
from annotator.services.roles import ADJUDICATORS, adjudicators, become_adjudicator


def test_becoming_an_adjudicator_is_an_edit_that_can_be_undone(tmp_path: Path) -> None:
    create_project(tmp_path / "p.annot")
    with open_project(tmp_path / "p.annot", "cleo") as project:
        editor = Editor(project)
        assert adjudicators(project.settings) == frozenset()
        assert become_adjudicator(editor) is not None
        assert adjudicators(project.settings) == {"cleo"}
        assert become_adjudicator(editor) is None
        assert editor.undo_name == "become adjudicator"
        editor.undo()
        assert adjudicators(project.settings) == frozenset()


def test_a_setting_that_cannot_be_read_is_told() -> None:
    with pytest.raises(ProjectDamagedError, match="adjudicates"):
        adjudicators({ADJUDICATORS: "{"})
