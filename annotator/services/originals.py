"""Getting back the file that an article came in."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from annotator.domain.errors import InputError
from annotator.formats.atomic_write import whole_file
from annotator.services.projects import read_project


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
    """Return a name for the file of an article: that of the file it was read from, without folders."""
    return PurePosixPath(article_file.replace("\\", "/")).name or "article"
