"""Reads Label Studio's JSON export: tasks with the annotations of one person or several.

Results that share an id are about one region: its label, and what was chosen or typed in for it. The relation
`next-fragment` ties the fragments of one span, as our own export writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.errors import InputError
from annotator.formats.article_fields import NAMES, known_fields
from annotator.formats.article_folders import path_text
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.json_files import first_bytes, load_json, name_of, objects
from annotator.formats.label_studio.results import read_results
from annotator.formats.label_studio.writer import CONFIG_FILE
from annotator.formats.standoff import Source, Standoff
from annotator.formats.text_files import ReadFailure

_SAID = ("annotations", "completions")
"""Where a task has what people said; `completions` until version 1.0."""


def looks_like_label_studio(path: Path) -> bool:
    """Tell whether a file begins as a list of tasks, by the keys of the first one."""
    start = first_bytes(path)
    if start[:1] not in b"[{" or b'"data"' not in start:
        return False
    return any(f'"{name}"'.encode() in start for name in (*_SAID, "predictions"))


def read_label_studio(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the texts of the tasks, each with what every annotator says of it."""
    del limit_bytes  # the text of each task is held against it later
    where = path_text(path)
    tasks = load_json(path)
    if isinstance(tasks, dict):
        tasks = [tasks]
    if not isinstance(tasks, list):
        raise InputError("This is no export of Label Studio", where, "It is no list of tasks", "Export as JSON")
    for nth, task in enumerate(tasks, 1):
        at = f"{where}, task {nth}"
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(data, dict):
            yield ReadFailure(InputError("This is no task", at, "It has no “data”", "Export as JSON, not as JSON-MIN"))
            continue
        try:
            source = Source(_text(data, at), known_fields(data), otherwise=f"{path_text(path.stem)} {nth}")
        except InputError as error:
            yield ReadFailure(error)
            continue
        said, left_out = _annotations(task, at)
        yield FoundArticle(source, said or [Standoff(at, state="new")])
        yield from (ReadFailure(error, left_out=True) for error in left_out)


def _text(data: Mapping[str, Any], where: str) -> str:
    """Return the text of a task: the field of that name, or else the only field that is a text."""
    texts = {name: value for name, value in data.items() if isinstance(value, str) and value}
    for name in NAMES["text"]:
        if name in texts:
            return texts[name]
    if len(texts) == 1:
        return next(iter(texts.values()))
    why = f"“data” has {', '.join(sorted(texts))}" if texts else "“data” holds no text"
    raise InputError("It is not clear which is the text", where, why, "Call the field with the text “text”")


def _annotations(task: Mapping[str, Any], where: str) -> tuple[Sequence[Standoff], Sequence[InputError]]:
    """Return what each annotator says of a task, and what was left out."""
    meta = task.get("meta")
    ours = meta if isinstance(meta, dict) else {}
    found, left_out = [], []
    listed = [one for name in _SAID for one in objects(task.get(name))]
    for nth, one in enumerate(listed, 1):
        at = where if len(listed) == 1 else f"{where}, annotation {nth}"
        if one.get("was_cancelled") is True:
            left_out.append(InputError("The task was skipped, so nothing of it is taken", at))
            continue
        said = Standoff(at, _annotator(one.get("completed_by")) or name_of(ours.get("annotator")))
        said.state = name_of(ours.get("state"))
        read_results(one.get("result"), said)
        found.append(said)
    predictions = sum(1 for _ in objects(task.get("predictions")))
    if predictions:
        what = "Predictions are a machine's, so they are not taken"
        left_out.append(InputError(what, where, f"There are {predictions}"))
    return found, left_out


def _annotator(by: object) -> str:
    """Return who made an annotation: the mail address where the export has it, or else the number of the account."""
    if isinstance(by, dict):
        return name_of(by.get("email")) or name_of(by.get("id"))
    return name_of(by)


IMPORTER = Importer(
    name="label-studio",
    title="Label Studio",
    summary="Tasks with annotations, exported as JSON",
    endings=(".json",),
    looks_like=looks_like_label_studio,
    read=read_label_studio,
    beside=(CONFIG_FILE,),
)
