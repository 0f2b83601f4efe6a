"""Articles from files: what comes in, what is refused and why, and that one fault keeps nothing else out."""

from __future__ import annotations

import codecs
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import CancelledError
from annotator.formats.article_fields import iso_date
from annotator.formats.decoding import decode
from annotator.formats.text_files import ReadArticle, ReadFailure, read_articles
from annotator.formats.titles import title_of
from annotator.resources import seed

REAL_SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"


def read(*paths: Path, **options: Any) -> tuple[list[ReadArticle], list[ReadFailure]]:
    found = list(read_articles(paths, **options))
    return (
        [one for one in found if isinstance(one, ReadArticle)],
        [one for one in found if isinstance(one, ReadFailure)],
    )


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def put_lines(path: Path, *records: object) -> Path:
    return put(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


# ---- real and sample articles


@pytest.mark.skipif(not REAL_SEEDS.is_dir(), reason="the real articles are not part of the project")
def test_the_real_articles_come_in_exactly() -> None:
    articles, failures = read(REAL_SEEDS)
    assert not failures
    assert len(articles) == 5
    for article in articles:
        raw = (REAL_SEEDS / article.article.file).read_bytes().decode("utf-8")
        assert article.text == raw
        assert article.article.length == len(raw)
        assert article.article.normalization == {"encoding": "utf-8"}
    assert any("\u00a0" in article.text for article in articles)


def test_the_sample_articles_come_in_with_their_metadata() -> None:
    articles, failures = read(seed())
    by_file = {one.article.file: one for one in articles}
    assert not failures
    assert len(by_file) == len(articles) == 9
    assert by_file["03-observer-eight-thousand.txt"].article.normalization["bom"] == 1
    assert "\r" not in by_file["03-observer-eight-thousand.txt"].text
    guessed = by_file["05-ledger-cost-of-repairs.txt"]
    assert guessed.article.normalization == {"encoding": "cp1252", "guessed": True}
    assert guessed.text == seed("05-ledger-cost-of-repairs.txt").read_bytes().decode("cp1252").replace("\r\n", "\n")
    assert "\u2028" in by_file["04-echo-valley-posts.txt"].text
    assert all(one.article.title and one.article.publisher and one.article.published for one in articles)


def test_a_single_file_finds_the_metadata_beside_it() -> None:
    articles, _ = read(seed("01-kestrel-evacuation-begins.txt"))
    assert articles[0].article.publisher == "Kestrel Agency"
    assert articles[0].article.published == "2025-03-12"


# ---- encodings

POLISH = "Premier powiedział, że „sytuacja jest poważna”. Łódź, środa. Ćwierć miliona złotych."
CYRILLIC = "Он сказал, что город будет эвакуирован в четверг. «Мы не уйдём», — ответила она."


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_dropped(tmp_path: Path, mark: bytes, encoding: str) -> None:
    put(tmp_path / "a.txt", mark + "zażółć 👩‍👩‍👧\r\nnext".encode(encoding))
    articles, _ = read(tmp_path)
    assert articles[0].text == "zażółć 👩‍👩‍👧\nnext"
    assert articles[0].article.normalization == {"encoding": encoding, "bom": 1, "crlf": 1}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“Nobody told us,” she said — the café paid £3m. “We don’t know.”", "cp1252"),
        (POLISH, "cp1250"),
        (CYRILLIC, "cp1251"),
        ("部长表示，局势严重。三千人已经撤离。", "gb18030"),
        ("plain Latin text without any mark", "utf-16-le"),
        ("plain Latin text without any mark", "utf-16-be"),
    ],
)
def test_other_encodings_are_guessed_and_said_to_be(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), "")
    assert decoded.text == text
    assert decoded.guessed


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("À Genève, les délégués ont quitté l’hôtel après une très longue journée – « déjà », dit-on.", "cp1252"),
        ("Il sindaco ha detto che la città è piena e che così non c’è più libertà.", "cp1252"),
        ("O autarca declarou na terça-feira que a situação não vai durar, segundo ele.", "cp1252"),
        ("Borgmästaren sade att den svåra situationen inte skulle vara länge.", "cp1252"),
        ("According to El País ¿quién paga? was all it asked.", "cp1252"),
        ("The mayor called it naïve, in a café in Zürich, and left with £20m.", "cp1252"),
        ("Starosta v úterý prohlásil, že obtížná situace nebude trvat dlouho. Přibližně 300 lidí už čekalo.", "cp1250"),
        ("A polgármester kijelentette, hogy a nehéz helyzet nem tart sokáig. Őszintén szólva űrt hagy.", "cp1250"),
        ("Meras antradienį pareiškė, kad sudėtinga padėtis ilgai netruks, ir žmonių jau laukė.", "cp1257"),
        ("Belediye başkanı salı günü zor durumun uzun sürmeyeceğini açıkladı.", "cp1254"),
    ],
)
def test_western_letters_are_those_of_one_language(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "").text == text


def test_half_characters_in_utf_8_are_no_other_encoding(tmp_path: Path) -> None:
    half = "\ud83d".encode("utf-8", "surrogatepass")
    put(tmp_path / "a.txt", b"One.\nTwo " + half + b" three.")
    put(tmp_path / "b.jsonl", b'{"text":"Good."}\n{"text":"' + half + b'"}\n')
    articles, failures = read(tmp_path)
    assert [one.text for one in articles] == ["Good."]
    assert [Path(failure.error.where).name for failure in failures] == ["a.txt, line 2", "b.jsonl, line 2"]
    assert all("lone surrogate" in failure.error.what for failure in failures)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04 an archive",
        b"%PDF-1.7 something",
        bytes(range(256)) * 8,
        codecs.BOM_UTF16_LE + b"a",
        codecs.BOM_UTF16_LE + "\ud800".encode("utf-16-le", "surrogatepass") + b"a\x00",
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, data: bytes) -> None:
    put(tmp_path / "bad.txt", data)
    put(tmp_path / "good.txt", "Good.")
    articles, failures = read(tmp_path)
    assert [one.text for one in articles] == ["Good."]
    assert "bad.txt" in failures[0].error.where
    assert failures[0].error.why
    assert failures[0].error.remedy


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_text_in_utf8_comes_in_as_it_is(text: str) -> None:
    decoded = decode(text.encode(), "")
    assert decoded == (text, "utf-8", False)


# ---- faults


def test_every_fault_names_the_file_and_the_others_come_in(tmp_path: Path) -> None:
    put(tmp_path / "1-empty.txt", "")
    put(tmp_path / "2-blank.txt", " \n\t\n")
    put(tmp_path / "3-large.txt", "x" * 101)
    put(tmp_path / "4-good.txt", "y" * 100)
    (tmp_path / "5-gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "6-pipe.txt")
    articles, failures = read(tmp_path, limit_bytes=100)
    assert [one.article.file for one in articles] == ["4-good.txt"]
    assert sorted(Path(one.error.where).name[0] for one in failures) == ["1", "2", "3", "5", "6"]


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    articles, failures = read(tmp_path / "no.txt", put(tmp_path / "a.txt", "A text."))
    assert len(articles) == 1
    assert "no.txt" in failures[0].error.where


def test_an_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt", "A text.")
    put(tmp_path / "b.txt", "B text.")
    whole = os.open

    def refuse(path: str | Path, *how: int) -> int:
        if Path(path).name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return whole(path, *how)

    monkeypatch.setattr(os, "open", refuse)
    articles, failures = read(tmp_path)
    assert [one.text for one in articles] == ["B text."]
    assert failures[0].error.why == "Permission denied"


# ---- folders


def test_folders_are_read_in_order_and_circles_end(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.md", "c.txt", ".hidden.txt", ".git/x.txt", "README.md", "~$c.txt"):
        put(tmp_path / name, f"Text of {name}.")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    articles, failures = read(tmp_path)
    assert [one.article.file for one in articles] == ["a/1.md", "b/2.txt", "c.txt"]
    assert not failures


def test_files_of_other_kinds_in_a_folder_are_told_but_no_fault(tmp_path: Path) -> None:
    for name in ("a.txt", "b.jpg", "c.jpg", "d.odt"):
        put(tmp_path / name, "Something.")
    articles, failures = read(tmp_path)
    assert len(articles) == 1
    assert [(one.left_out, one.error.why) for one in failures] == [(True, "b.jpg, c.jpg"), (True, "d.odt")]


def test_a_kind_can_be_asked_for(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "A text.")
    put_lines(tmp_path / "b.jsonl", {"text": "B text."})
    assert [one.text for one in read(tmp_path, kind="jsonl")[0]] == ["B text."]
    odd = put_lines(tmp_path / "odd.data", {"text": "C text."})
    assert [one.text for one in read(odd, kind="jsonl")[0]] == ["C text."]
    assert read(odd)[0][0].text.startswith("{")


def test_metadata_is_found_by_file_name_also_in_another_unicode_form(tmp_path: Path) -> None:
    put(tmp_path / "sub" / "Cafe\u0301.txt", "First line.\nMore.")
    put_lines(
        tmp_path / "about.jsonl",
        {"file": "sub/Caf\u00e9.txt", "headline": "A title", "source": "An outlet", "date": "12 March 2025", "x": 1},
    )
    articles, failures = read(tmp_path)
    assert not failures
    assert (articles[0].article.title, articles[0].article.publisher) == ("A title", "An outlet")
    assert articles[0].article.published == "2025-03-12"


# ---- tables


def test_records_bring_their_fields_and_say_what_was_not_used(tmp_path: Path) -> None:
    path = put_lines(
        tmp_path / "a.jsonl",
        {"body": "One.\r\nTwo.", "headline": "T", "authors": ["A", "B"], "lang": "en", "url": "u", "id": 7},
        {"content": "Three.", "title": "", "date": "11/12/2024"},
    )
    (first, second), failures = read(path)
    assert not failures
    assert first.text == "One.\nTwo."
    assert (first.article.title, first.article.author, first.article.language) == ("T", "A; B", "en")
    assert first.remarks == ('"id" is not used',)
    assert first.where.endswith("a.jsonl, line 1")
    assert second.article.title == "Three."
    assert second.remarks == ('the date "11/12/2024" is not understood',)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "half \\ud83d"}', "lone surrogate"),
        (b'{"text": ', "not JSON"),
        (b'["text"]', "not a record"),
        (b'{"title": "no text"}', "no text"),
        (b'{"text": 5.5, "title": {}}', "not a text"),
        (b'{"text": "  "}', "no text"),
        (b'{"text": "' + b"x" * 200 + b'"}', "too large"),
        (b'\xff\xfe{"text": "x"}\x00\x01\x02', ""),
    ],
)
def test_a_bad_line_is_named_and_the_others_come_in(tmp_path: Path, line: bytes, reason: str) -> None:
    good = b'{"text": "Good."}\n'
    path = put(tmp_path / "a.jsonl", good + b"\n" + line + b"\n" + good)
    articles, failures = read(path, limit_bytes=150)
    assert [one.text for one in articles] == ["Good.", "Good."]
    assert len(failures) == 1
    assert failures[0].error.where.endswith("a.jsonl, line 3")
    assert reason in str(failures[0].error)


def test_jsonl_in_utf16(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", '\ufeff{"text": "Zażółć."}\n{"text": "Two."}\n'.encode("utf-16-le"))
    articles, failures = read(path)
    assert not failures
    assert [one.text for one in articles] == ["Zażółć.", "Two."]
    assert articles[0].article.normalization == {"encoding": "utf-16-le"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_cells_may_hold_line_ends(tmp_path: Path, delimiter: str) -> None:
    rows = [["title", "text"], ["T1", '"One, two;\tthree.\r\nFour."'], ["T2", "Five."]]
    path = put(tmp_path / "a.csv", "\ufeff" + "".join(delimiter.join(row) + "\r\n" for row in rows))
    (first, second), failures = read(path)
    assert not failures
    assert (first.text, first.where[-6:]) == ("One, two;\tthree.\nFour.", "line 2")
    assert (second.text, second.where[-6:], second.article.title) == ("Five.", "line 4", "T2")


def test_csv_in_a_legacy_encoding_and_with_long_cells(tmp_path: Path) -> None:
    text = "“Nobody told us,” she said — the café paid £3m. “We don’t know.” " * 4000
    path = put(tmp_path / "a.csv", f'text\n"{text}"\n'.encode("cp1252"))
    articles, failures = read(path)
    assert not failures
    assert articles[0].text == text
    assert articles[0].article.normalization == {"encoding": "cp1252", "guessed": True}


def test_wrong_rows_are_named(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", 'title,text\nT,One.\nT,Two.,more\nT\n\nT,Three.\nT,"open')
    articles, failures = read(path)
    assert [one.text for one in articles] == ["One.", "Three."]
    assert [one.error.where[-6:] for one in failures] == ["line 3", "line 4", "line 7"]


def test_a_csv_without_header(tmp_path: Path) -> None:
    _, failures = read(put(tmp_path / "a.csv", "\n\n"))
    assert "no header" in failures[0].error.what


# ---- progress, titles, dates


def test_progress_reaches_the_end_and_cancelling_stops(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "Text a.")
    put_lines(tmp_path / "b.jsonl", {"text": "Text b."}, {"text": "Text c."})
    seen: list[tuple[int, int, str]] = []
    read(tmp_path, progress=lambda *step: seen.append(step))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert [step[0] for step in seen] == sorted(step[0] for step in seen)
    assert seen[-1] == (total, total, "b.jsonl")
    with pytest.raises(CancelledError):
        read(tmp_path, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n  Headline here \nText.", "Headline here"),
        ("• 11/29/2024\n\nHeadline", "Headline"),
        ("Tuesday, 12 March 2025 14:30 GMT\nHeadline", "Headline"),
        ("March 3, 2025\n# Headline", "Headline"),
        ("## Big news\nText", "Big news"),
        ("In 2024 it rained", "In 2024 it rained"),
        ("x" * 121 + "\nshort", "name"),
        ("2025-03-12\n", "name"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert title_of(text, "name") == title


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-03-12", "2025-03-12"),
        ("2025-03-12T08:00:00Z", "2025-03-12"),
        ("2025/3/2", "2025-03-02"),
        ("2025-03", "2025-03"),
        ("2025", "2025"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("12th March 2025", "2025-03-12"),
        ("Wed, 12 Mar 2025 08:00:00 GMT", "2025-03-12"),
        ("11/12/2024", None),
        ("2025-02-30", None),
        ("12 Marsh 2025", None),
        ("soon", None),
    ],
)
def test_only_dates_that_can_be_read_in_one_way(written: str, date: str | None) -> None:
    assert iso_date(written) == date
