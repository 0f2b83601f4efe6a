from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.foreign_files import read


def put(folder: Path, *lines: str, columns: str = "") -> Path:
    path = folder / "a.conll"
    path.write_text("\n".join(lines), encoding="utf-8")
    if columns:
        (folder / "columns.txt").write_text(columns, encoding="utf-8")
    return path


def spans(path: Path) -> list[tuple[str, str]]:
    (article,), told = read("conll", path)
    assert not told
    return [(label, words) for _, label, words, _ in said(article)]


def test_a_column_for_each_label_lets_them_overlap(tmp_path: Path) -> None:
    path = put(tmp_path, "The B-ruling O", "court I-ruling B-person", "fined O O", "", "Ruiz B-ruling B-person")
    assert spans(path) == [("ruling", "The court"), ("ruling", "Ruiz"), ("person", "court"), ("person", "Ruiz")]
    (article,), _ = read("conll", path)
    assert article.text == "The court fined\nRuiz"


@pytest.mark.parametrize(
    "tags",
    [
        "B-person I-person B-person O",
        "I-person I-person B-person O",
        "B-person E-person S-person O",
        "B-person L-person U-person O",
    ],
)
def test_every_way_of_tagging_that_can_be_read_in_one_way(tmp_path: Path, tags: str) -> None:
    words = ("Ida", "Ruiz", "Okafor", "said")
    path = put(tmp_path, *(f"{word}\t{tag}" for word, tag in zip(words, tags.split(), strict=True)))
    assert spans(path) == [("person", "Ida Ruiz"), ("person", "Okafor")]


def test_articles_comments_and_columns_without_tags(tmp_path: Path) -> None:
    lines = [
        "# id = 1",
        "-DOCSTART- -X- O O",
        "",
        "Ida NNP B-NP B-person",
        "said VBD B-VP O",
        "",
        "-DOCSTART-",
        "",
        "No DT O O",
    ]
    path = put(tmp_path, *lines, columns="token\npos\n-\nner\n")
    articles, told = read("conll", path)
    assert [(one.text, len(one.annotations)) for one in articles] == [("Ida said", 1), ("No", 0)]
    assert not told
    (tmp_path / "columns.txt").unlink()
    assert "The schema lacks these labels: NP, VP" in read("conll", path)[1][0]


def test_files_without_tags_and_without_words(tmp_path: Path) -> None:
    assert "There is no column of tags" in read("conll", put(tmp_path, "The DT", "court NN"))[1][0]
    assert read("conll", put(tmp_path, "", "\n")) == ([], [])


def test_it_is_known_by_its_first_line_or_ending(tmp_path: Path) -> None:
    found = importer_of(put(tmp_path, "a O"))
    assert found is not None
    assert found.name == "conll"
    (tmp_path / "a.txt").write_text("-DOCSTART- O\n\na O\n", encoding="utf-8")
    assert importer_of(tmp_path / "a.txt") is found
    (tmp_path / "a.txt").write_text("Plain text.\n", encoding="utf-8")
    assert importer_of(tmp_path / "a.txt") is None


@given(
    st.lists(st.sampled_from(["O", "B-person", "I-person", "B-ruling", "I-ruling", "E-person", "S-ruling"]), min_size=1)
)
def test_every_tag_but_outside_is_in_one_span(tmp_path_factory: pytest.TempPathFactory, tags: list[str]) -> None:
    path = put(tmp_path_factory.mktemp("conll"), *(f"w{nth} {tag}" for nth, tag in enumerate(tags)))
    (article,), told = read("conll", path)
    assert not told
    covered = [word for _, _, words, _ in said(article) for word in words.split()]
    assert covered == [f"w{nth}" for nth, tag in enumerate(tags) if tag != "O"]
