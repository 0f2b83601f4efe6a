"""The process that converts: shut off, bounded, and no harm to this one whatever becomes of it."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.errors import CancelledError, InputError
from annotator.formats.conversion import worker
from annotator.formats.conversion.converted import ConversionError, Converted, one_line, pack_answer, unpack_answer
from annotator.formats.conversion.process import Converter, Limits
from tests.unit.formats.conversion.makers import PARAGRAPHS, docx, page, pdf

TEXT = "\n\n".join(PARAGRAPHS)


def test_one_process_converts_file_after_file_and_is_gone_afterwards() -> None:
    with Converter() as converter:
        assert converter.convert("html", page().encode(), "a.html").text == TEXT
        (process,) = multiprocessing.active_children()
        assert converter.convert("docx", docx(), "b.docx").text == TEXT
        assert "bridge" in converter.convert("pdf", pdf([["The bridge is shut for a year now."]]), "c.pdf").text
        assert converter.convert("eml", b"Subject: x\n\nText of a mail.", "d.eml").text == "Text of a mail."
        assert multiprocessing.active_children() == [process]
    assert multiprocessing.active_children() == []


def test_a_fault_names_the_file_and_the_next_file_is_read() -> None:
    with Converter() as converter:
        with pytest.raises(InputError) as caught:
            converter.convert("pdf", b"%PDF-1.4 broken", "folder/broken.pdf")
        assert caught.value.where == "folder/broken.pdf"
        assert converter.convert("html", page().encode(), "a.html").text == TEXT


def test_a_file_without_end_is_given_up_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing is sent, so the worker never answers: as one that computes for ever.
    with Converter(Limits(seconds=0.3)) as converter:
        converter.convert("eml", b"Subject: x\n\nWarm.", "warm.eml")
        assert converter._connection is not None
        with monkeypatch.context() as patch:
            patch.setattr(type(converter._connection), "send_bytes", lambda *_: None)
            with pytest.raises(InputError, match="too long") as caught:
                converter.convert("eml", b"", "endless.eml")
        assert caught.value.where == "endless.eml"
        assert multiprocessing.active_children() == []
        assert converter.convert("eml", b"Subject: x\n\nText.", "a.eml").text == "Text."


def test_a_process_that_dies_is_an_error_about_the_file() -> None:
    with Converter() as converter:
        converter.convert("eml", b"Subject: x\n\nText.", "a.eml")
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        with pytest.raises(InputError, match="cannot be read") as caught:
            converter.convert("eml", b"Subject: x\n\nText.", "deadly.eml")
        assert caught.value.where == "deadly.eml"
        assert converter.convert("eml", b"Subject: x\n\nText.", "b.eml").text == "Text."


def test_a_conversion_can_be_cancelled() -> None:
    with Converter() as converter:
        with pytest.raises(CancelledError):
            converter.convert("html", page().encode(), "a.html", lambda: True)
        assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_memory_has_an_end() -> None:
    with Converter(Limits(seconds=10, memory_bytes=250_000_000)) as converter:
        converter.convert("docx", docx(), "warm.docx")
        # Where memory runs out within a library, it may fail, die, or try until its time is over.
        with pytest.raises(InputError) as caught:
            converter.convert("docx", docx([""] * 100_000), "heavy.docx")
        assert caught.value.where == "heavy.docx"
        assert converter.convert("eml", b"Subject: x\n\nText.", "a.eml").text == "Text."


_TRIES = {
    "connect": "import socket; socket.create_connection(('127.0.0.1', PORT), 5)",
    "look up": "import socket; socket.getaddrinfo('localhost', 80)",
    "fetch": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:PORT/')",
    "start": "import subprocess; subprocess.run(['true'])",
    "system": "import os; os.system('true')",
    "write": "open('here.txt', 'w')",
    "low write": "import os; os.open('here.txt', os.O_CREAT | os.O_WRONLY)",
    "delete": "import os; os.remove('there.txt')",
    "rename": "import os; os.rename('there.txt', 'here.txt')",
}


@pytest.mark.parametrize("name", _TRIES)
def test_a_sealed_process_reaches_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("stays", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        tried = _TRIES[name].replace("PORT", str(server.getsockname()[1]))
        code = f"from annotator.formats.conversion.sealed import seal; seal(2_000_000_000)\n{tried}"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "PermissionError" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["there.txt"]


def test_a_sealed_process_may_read_its_libraries(tmp_path: Path) -> None:
    code = (
        "from annotator.formats.conversion.sealed import seal; seal(2_000_000_000)\nimport trafilatura, pypdf, mammoth"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class _Boom:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, _data: bytes) -> Converted:
        raise self.error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'pypdf'"), "not installed"),
        (MemoryError(), "too much memory"),
        (RecursionError(), "too deeply"),
        (ZeroDivisionError("of a library"), "cannot be read"),
        (ConversionError("What", "why", "remedy"), "What"),
    ],
)
def test_whatever_a_library_raises_is_an_answer(monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    monkeypatch.setattr(worker, "_converter", lambda _kind: _Boom(error))
    answer = worker.answer("pdf", b"", 2_000_000_000)
    assert isinstance(answer, ConversionError)
    assert words in answer.what


def test_answers_survive_the_way() -> None:
    whole = Converted("Text \ud83d with half a character", {"title": "T"}, ("left",), "cp1252", guessed=True)
    assert unpack_answer(pack_answer(whole)) == whole
    error = unpack_answer(pack_answer(ConversionError("What", "why", "remedy", spent=True)))
    assert isinstance(error, ConversionError)
    assert (error.what, error.why, error.remedy, error.spent) == ("What", "why", "remedy", True)


def test_lines_for_people_hold_no_control_characters() -> None:
    assert one_line(" a\x00b\n\x1b[31mc ") == "a b [31mc"
    assert one_line("word " * 100, 10) == "word word…"
