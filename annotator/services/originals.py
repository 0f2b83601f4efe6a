"""Getting back the file that an article came in."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from annotator.domain.errors import InputError
from annotator.formats.atomic_write import whole_file
from annotator.services.projects import read_project

_ODD = re.compile('[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names of devices on Windows, whatever their ending."""
_LONGEST = 60
"""Code points; each may take four bytes of the 255 that systems allow."""


def write_original(project: Path, article_id: str, target: Path, *, replace: bool = False) -> None:
    """Write the file that an article came in, byte for byte.

    Raises InputError if there is no such article, its file was not kept, or the target is there already and `replace`
    does not say that it may go.
    """
    if target.exists() and not replace:
        raise InputError("There is a file of that name already", where=str(target), remedy="Choose another name")
    with read_project(project) as file:
        (article,) = file.articles([article_id])
        data = file.original(article_id)
    if data is None:
        remedy = "Import articles with --keep-original to have their files kept"
        raise InputError("The file of this article was not kept", article.file or article_id, remedy=remedy)
    with whole_file(target) as temporary:
        temporary.write_bytes(data)


def original_name(article_file: str) -> str:
    """Return a name for the file of an article: that of the file it was read from, without folders.

    What a project says there may come from elsewhere, so it is made a name that every system takes for a plain file.
    """
    name = _ODD.sub("_", PurePosixPath(article_file.replace("\\", "/")).name).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) > _LONGEST:
        name = f"{stem[: _LONGEST - len(ending) - 1]}.{ending}" if dot and len(ending) < _LONGEST else name[:_LONGEST]
    return f"_{name}" if _RESERVED.match(name) else name or "article"
