from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from annotator.domain.errors import CancelledError
from annotator.formats.annotated import UnknownLabelsError
from annotator.formats.brat.files import holds_brat
from annotator.formats.brat.reader import read_brat
from annotator.formats.text_files import ReadFailure
from tests.unit.formats.brat_folder import SCHEMA, put, read, said, t

TEXT = "The court 👩‍⚖️ fined Ruiz,\nnot for the first time, said Okafor.\nHe will pay."


def test_everything_a_pair_can_hold(tmp_path: Path) -> None:
    lines = (
        t(TEXT, 1, "ruling", "The court", "fined Ruiz"),
        t(TEXT, 2, "person", "Ruiz"),
        t(TEXT, 3, "person", "Okafor"),
        t(TEXT, 4, "ruling", "He will pay"),
        "A1\toutcome T1 fined",
        "A2\treasons T1 law",
        "A3\treasons T1 facts",
        "M4\tpaid T1",
        "A5\tfine T1 1,200",
        "A6\tdecided T1 2025-03",
        "A7\tappeals T4 T1",
        "A8\tremark T1 so it  is",
        "A9\tjudge R2 Okafor",
        "R1\truled_by Arg1:T1 Arg2:T3\t",
        "R2\toverrules Arg1:T4 Arg2:T1",
        "#1\tAnnotatorNotes T1\tNot sure.",
        "#2\tAnnotatorNotes T1\tAsk Ben.",
    )
    (article,), failures = read(put(tmp_path, "a", TEXT, *lines))
    assert not failures
    assert said(article) == [
        (
            "T1",
            "ruling",
            "The court … fined Ruiz",
            {
                "outcome": "fined",
                "reasons": ["facts", "law"],
                "paid": True,
                "fine": 1200.0,
                "decided": "2025-03",
                "remark": "so it  is",
            },
        ),
        ("T2", "person", "Ruiz", {}),
        ("T3", "person", "Okafor", {}),
        ("T4", "ruling", "He will pay", {"appeals": "T1"}),
    ]
    first = article.annotations[0]
    assert (first.note, first.layer) == ("Not sure.\nAsk Ben.", "anna")
    assert set(orjson.loads(first.provenance).values()) == {"edited"}
    assert [(row.id, row.label, row.head, row.child, row.attributes) for row in article.relations] == [
        ("R1", "ruled_by", "T1", "T3", "{}"),
        ("R2", "overrules", "T4", "T1", '{"judge":"Okafor"}'),
    ]
    assert article.foreign_ids == {"T1", "T2", "T3", "T4", "R1", "R2"}
    assert (article.article.file, article.progress) == ("a.txt", None)


def test_a_fragment_cut_at_a_line_end_is_one_again_and_another_stays_cut(tmp_path: Path) -> None:
    line = t(TEXT, 1, "ruling", "fined Ruiz,", "not for", "first time")
    (article,), failures = read(put(tmp_path, "a", TEXT, line))
    assert not failures
    assert said(article)[0][2] == "fined Ruiz,\nnot for … first time"


def test_a_line_end_inside_of_a_fragment_is_shown_as_a_space(tmp_path: Path) -> None:
    for raw in (TEXT, TEXT.replace("\n", "\r\n")):
        start, end = raw.index("Ruiz"), raw.index("not") + 3
        shown = raw[start:end].replace("\n", " ")
        folder = put(tmp_path / str(len(raw)), "a", raw, f"T1\truling {start} {end}\t{shown}")
        (article,), failures = read(folder)
        assert not failures
        assert said(article)[0][2] == "Ruiz,\nnot"


def test_crlf_a_byte_order_mark_and_controls_are_not_in_the_text(tmp_path: Path) -> None:
    text = TEXT + " And so on." * 9
    raw = "\ufeff" + text.replace("\n", "\r\n").replace("said", "sa\x07id")
    lines = [t(raw, 1, "ruling", "fined Ruiz"), t(raw, 2, "person", "Okafor"), t(raw, 3, "ruling", "He will pay")]
    folder = put(tmp_path, "a", raw, *lines)
    (folder / "a.ann").write_bytes(b"\xef\xbb\xbf" + (folder / "a.ann").read_bytes().replace(b"\n", b"\r\n"))
    (article,), failures = read(folder)
    assert not failures
    assert article.text == text
    assert [words for _, _, words, _ in said(article)] == ["fined Ruiz", "Okafor", "He will pay"]
    assert article.article.normalization == {"encoding": "utf-8", "bom": 1, "crlf": 2, "controls": 1}


def test_nested_crossing_and_equal_spans(tmp_path: Path) -> None:
    lines = [
        t(TEXT, 1, "ruling", "The court 👩‍⚖️ fined Ruiz"),
        t(TEXT, 2, "person", "Ruiz"),
        t(TEXT, 3, "ruling", "Ruiz,"),
        t(TEXT, 4, "ruling", "Ruiz"),
        t(TEXT, 5, "ruling", "Ruiz"),
        "A1\tjudge T5 Okafor",
        "A2\tjudge T4 Lind",
        "R1\toverrules Arg1:T1 Arg2:T5",
    ]
    (article,), failures = read(put(tmp_path, "a", TEXT, *lines))
    assert [name for name, *_ in said(article)] == ["T1", "T2", "T3", "T4"]
    assert said(article)[3][3] == {"judge": "Okafor"}
    assert [(row.head, row.child) for row in article.relations] == [("T1", "T4")]
    assert len(failures) == 2
    assert "a.ann, line 5: T5 says the same as T4" in failures[0]
    assert "line 7: A2 of T4 is not taken. 'judge' has another value already: 'Okafor'" in failures[1]


GOOD = t(TEXT, 1, "ruling", "fined Ruiz")
FAULTS = [
    ("T2 ruling 0 3 The", "The line is no annotation"),
    ("T2\truling 0 3", "T2 cannot be read. The form of such a line is: T2<tab>Label 0 5<tab>words"),
    ("T2\truling\tThe", "T2 cannot be read"),
    ("T2\truling 0 3;\tThe", "T2 cannot be read"),
    ("T2\truling 3 3\tx", "T2 marks nothing. Its fragment 3 3"),
    ("T2\truling -1 3\tx", "T2 cannot be read"),
    ("T2\truling 9999999999999999999999 3\tx", "T2 cannot be read"),
    ("T1\truling 0 3\tThe", "T1 is there already"),
    ("T2\truling 0 3\tthe", "T2 cannot be placed. The text there is 'The', not 'the'"),
    ("T2\truling 0 3333\tthe", "3333 is beyond the text"),
    ("E1\tfine:T1 Who:T1", "E1 is an event"),
    ("N1\tReference T1 X:1\tx", "N1 is a normalisation"),
    ("*\tEquiv T1 T2", "* is an equivalence"),
    ("# by hand", "The line is no annotation"),
    ("#1\tAnnotationError T1\tx", "#1 is no note on an annotation"),
    ("#1\tAnnotatorNotes E1\tx", "#1 of E1 is not taken. E1 is no annotation that was taken"),
    ("A1\tjudge", "A1 cannot be read. The form of such a line is: A1<tab>Name T1"),
    ("A1\tjudge T9 Ruiz", "A1 of T9 is not taken. T9 is nothing that was taken"),
    ("A1\tjudge T1", "'judge' needs a value"),
    ("A1\tage T1 9", "The schema has no attribute 'age'"),
    ("A1\toutcome T1 lost", "'lost' is not one of the choices. Choose one of: upheld, quashed, fined"),
    ("A1\tfine T1 much", "'much' is not a number"),
    ("A1\tpaid T1 perhaps", "neither true nor false"),
    ("A1\tappeals T1 T9", "'T9' is no annotation that was taken"),
    ("R1\truled_by T1 T1", "R1 cannot be read"),
    ("R1\tcites Arg1:T1 Arg2:T1", "The schema has no relation 'cites'"),
    ("R1\toverrules Arg1:T1 Arg2:T7", "T7 is no annotation that was taken"),
    ("R1\toverrules Arg1:T1 Arg2:T1", "cannot link T1"),
    ("X1\twhat T1", "The line is no annotation"),
]


@pytest.mark.parametrize(("line", "reason"), FAULTS)
def test_a_line_that_cannot_be_taken_is_named_and_the_others_come_in(tmp_path: Path, line: str, reason: str) -> None:
    folder = put(tmp_path, "a", TEXT, "", GOOD, line)
    (article,), failures = read(folder)
    assert [name for name, *_ in said(article)] == ["T1"]
    (failure,) = failures
    assert failure.startswith(f"{folder.as_posix()}/a.ann, line 3: ")
    assert reason in failure


def test_what_the_form_of_another_label_has_is_not_taken(tmp_path: Path) -> None:
    lines = [
        t(TEXT, 1, "person", "Ruiz"),
        "A1\tfine T1 3",
        t(TEXT, 2, "ruling", "fined"),
        "R1\truled_by Arg1:T1 Arg2:T2",
    ]
    (article,), failures = read(put(tmp_path, "a", TEXT, *lines))
    assert "'fine' is not an attribute of 'person'" in failures[0]
    assert "'ruled_by' cannot link T1 (person) to T2 (ruling)" in failures[1]
    assert not article.relations


def test_offsets_that_fit_nothing_place_nothing(tmp_path: Path) -> None:
    shifted = [GOOD.replace(str(TEXT.index("fined")), str(TEXT.index("fined") + 1)), "A1\tjudge T1 x"]
    (article,), failures = read(put(tmp_path, "a", TEXT, *shifted))
    assert not article.annotations
    assert "T1 cannot be placed" in failures[0]
    assert "A1 of T1" in failures[1]


def test_java_offsets_are_known_by_the_words(tmp_path: Path) -> None:
    words = ["court", "Ruiz", "Okafor"]
    lines = []
    for nth, word in enumerate(words):
        at = len(TEXT[: TEXT.index(word)].encode("utf-16-le")) // 2
        lines.append(f"T{nth}\tperson {at} {at + len(word)}\t{word}")
    (article,), failures = read(put(tmp_path, "a", TEXT, *lines))
    assert not failures
    assert [found for _, _, found, _ in said(article)] == words


def test_labels_are_mapped_added_or_listed(tmp_path: Path) -> None:
    lines = [
        t(TEXT, 1, "Ruling", "fined Ruiz"),
        t(TEXT, 2, "Human", "Okafor"),
        "A1\tJudge T2 Ruiz",
        "A2\tfine T2 3",
        "R1\tRuled_By Arg1:T1 Arg2:T2",
    ]
    folder = put(tmp_path, "a", TEXT, *lines)
    (refused,) = [one for one in read_brat([folder], SCHEMA) if isinstance(one, ReadFailure)]
    assert isinstance(refused.error, UnknownLabelsError)
    assert refused.error.labels == ("Human",)
    (mapped,), failures = read(folder, label_map={"Human": "person"})
    assert [label for _, label, *_ in said(mapped)] == ["ruling", "person"]
    assert ["A2 of T2" in failure for failure in failures] == [True]
    (added,), failures = read(folder, add_labels=True)
    assert not failures
    assert [label for _, label, *_ in said(added)] == ["ruling", "human"]
    assert added.new_labels == {"human": {"judge", "fine"}}
    assert len(added.relations) == 1


def test_the_other_half_is_missing(tmp_path: Path) -> None:
    put(tmp_path, "whole", "Nothing in it.")
    put(tmp_path, "alone", "x", "T1\truling 0 1\tx")
    (tmp_path / "alone.txt").unlink()
    (tmp_path / "more.txt").write_text("No annotations.", encoding="utf-8")
    (tmp_path / "annotation.conf").write_text("[entities]\n", encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-")
    (tmp_path / "metadata.csv").write_text("file,title\nwhole.txt,The title\n", encoding="utf-8")
    (article,), failures = read(tmp_path)
    assert (article.article.title, article.annotations) == ("The title", [])
    assert len(failures) == 3
    assert "alone.ann: There is no text beside the annotations" in failures[0]
    assert "more.txt: There are no annotations beside the text" in failures[1]
    assert "scan.pdf" in failures[2]
    assert "no text beside" in read(tmp_path / "alone.ann")[1][0]
    assert "no annotations beside" in read(tmp_path / "more.txt")[1][0]
    assert "not a file of brat" in read(tmp_path / "scan.pdf")[1][0]


def test_single_files_and_folders_in_folders(tmp_path: Path) -> None:
    put(tmp_path, "a", "One.", "T1\truling 0 3\tOne")
    put(tmp_path / "more", "a", "Two.", "T1\truling 0 3\tTwo")
    for paths in ([tmp_path / "a.txt"], [tmp_path / "a.ann"], [tmp_path / "a.ann", tmp_path / "a.txt"]):
        (article,), failures = read(*paths)
        assert (article.text, failures) == ("One.", [])
    found, failures = read(tmp_path)
    assert ([one.article.file for one in found], failures) == (["a.txt", "more/a.txt"], [])
    assert [holds_brat(path) for path in (tmp_path, tmp_path / "a.ann", tmp_path / "a.txt")] == [True, True, False]


def test_files_that_are_no_text_or_too_large(tmp_path: Path) -> None:
    put(tmp_path, "a", "One.")
    put(tmp_path, "b", "x" * 20, "T1\truling 0 1\tx")
    put(tmp_path, "c", "One.", "T1\truling 0 3\tOne" + " " * 30)
    (tmp_path / "a.ann").write_bytes(b"\x89PNG\r\n")
    found, failures = read(tmp_path, limit_bytes=19)
    assert not found
    assert ["a picture" in failures[0], "too large" in failures[1], "too large" in failures[2]] == [True] * 3


def test_progress_and_cancelling(tmp_path: Path) -> None:
    put(tmp_path, "a", "One.")
    put(tmp_path, "b", "Two.")
    seen: list[tuple[int, int, str]] = []
    read(tmp_path, progress=lambda *step: seen.append(step))
    assert seen == [(1, 2, "a.txt"), (2, 2, "b.txt")]
    with pytest.raises(CancelledError):
        list(read_brat([tmp_path], SCHEMA, cancelled=lambda: True))
