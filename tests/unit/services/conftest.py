from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from annotator.services.adjudication import Adjudicator
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import Project, create_project, open_project
from annotator.services.roles import become_adjudicator
from tests.unit.services.three_annotators import three_annotators

STORY = (
    "“We left at dawn,” said Mara Lind. “Nobody told us.”\n\n"
    "About 3,000 people could leave the valley by Friday, the ministry said. "
    "Some 👩‍👩‍👧 families paid $1.2bn in all."
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "story.annot"
    (tmp_path / "one.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "two.txt").write_text("Less than 1% came back.\n", encoding="utf-8")
    create_project(path, title="Story")
    ticks = count(1_700_000_000_000)
    with open_project(path, "anna", clock=lambda: next(ticks)) as opened:
        import_articles(opened, [tmp_path / "one.txt", tmp_path / "two.txt"])
        yield opened


@pytest.fixture
def editor(project: Project) -> Editor:
    made = Editor(project)
    made.open(project.reader.article_ids()[0])
    return made


@pytest.fixture(scope="session")
def halmer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_annotators(tmp_path_factory.mktemp("halmer") / "halmer.annot", articles=2)


@pytest.fixture
def halmer(halmer_file: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "halmer.annot"
    copy.write_bytes(halmer_file.read_bytes())
    return copy


@pytest.fixture
def dora(halmer: Path) -> Iterator[Adjudicator]:
    """Somebody who has the role, with the first article on the desk as it is."""
    with open_project(halmer, "dora") as project:
        editor = Editor(project)
        become_adjudicator(editor)
        adjudicator = Adjudicator(editor)
        adjudicator.read(project.reader.article_ids()[0])
        yield adjudicator
