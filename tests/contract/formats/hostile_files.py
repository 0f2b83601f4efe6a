"""Reading files that were made to do harm, and holding to account whatever is said of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from annotator.domain.errors import InputError, KnownError
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.text_files import ReadArticle, ReadFailure
from tests.fuzz.targets import FILES, check, reader

_NOT_FOR_PEOPLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|Traceback|object at 0x"
)


class Outcome:
    """What came of reading a file: articles, and what is said of all that was not taken."""

    def __init__(self) -> None:
        self.articles: list[AnnotatedArticle | ReadArticle] = []
        self.errors: list[InputError] = []

    @property
    def spans(self) -> int:
        """How many annotations came in."""
        return sum(len(one.annotations) for one in self.articles if isinstance(one, AnnotatedArticle))

    @property
    def said(self) -> str:
        """All that is said."""
        return "\n".join(map(str, self.errors))


def read_hostile(name: str, folder: Path, *parts: bytes) -> Outcome:
    """Write the files of a format into a folder and read them."""
    for file, data in zip(FILES[name], parts, strict=False):
        (folder / file).write_bytes(data)
    return read_place(name, folder / FILES[name][0])


def read_place(name: str, path: Path) -> Outcome:
    """Read whatever is at a path; every refusal must be one that a person can act on."""
    outcome = Outcome()
    try:
        for item in reader(name)(path):
            check(item)
            if isinstance(item, ReadFailure):
                outcome.errors.append(_for_people(item.error, path))
            else:
                outcome.articles.append(item)
    except KnownError as error:
        outcome.errors.append(_for_people(error, path))
    return outcome


def _for_people(error: KnownError, path: Path) -> InputError:
    """Return an error that says what, where, and why or what to do, in words that can be shown anywhere."""
    assert isinstance(error, InputError)
    assert error.what
    names: Sequence[str] = [path.name, path.stem, path.parent.name]
    assert any(name in error.where for name in names), error.where
    words = str(error)
    assert len(words) < 13_000
    found = _NOT_FOR_PEOPLE.search(words)
    assert found is None, (found, words)
    return error
