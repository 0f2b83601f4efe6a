"""The world's faults, told apart from ours.

A `KnownError` is something a person can act on: a bad file, a full disk, a rule of the schema.
Anything else that is raised is a bug and is shown as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 4_000
"""Code points of each part of a message."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, which terminals take for commands, what turns the direction of writing, and half characters."""


def for_people(text: str) -> str:
    """Return a text that may hold words of a file from elsewhere so that it can be shown anywhere, cut if very long."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    return text if text.isprintable() else _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(eq=False)
class KnownError(Exception):
    """A fault with the four things a person needs: what happened, to what, why, and what to do.

    `what` is a short sentence without a full stop; `where` names the file, line or object; `why` and
    `remedy` are short sentences. Empty parts are left out of the message.
    """

    what: str
    where: str = ""
    why: str = ""
    remedy: str = ""

    exit_code = 3

    def __post_init__(self) -> None:
        self.what, self.where, self.why, self.remedy = map(for_people, (self.what, self.where, self.why, self.remedy))
        super().__init__(self.what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return ". ".join(part.rstrip(".") for part in (head, self.why, self.remedy) if part) + "."


class UsageError(KnownError):
    """The command was called with arguments that make no sense together."""

    exit_code = 2


class InputError(KnownError):
    """A file that was handed in cannot be read as what it claims to be."""

    exit_code = 3


class ProjectError(KnownError):
    """The project file is damaged, locked, too new, not ours, or cannot be written."""

    exit_code = 4


class ProjectLockedError(ProjectError):
    """Another window or command has the project open for writing."""


class ProjectNotOursError(ProjectError):
    """The file is not an Annotator project."""


class ProjectTooNewError(ProjectError):
    """The project was written by a newer version."""


class ProjectDamagedError(ProjectError):
    """The project file or its contents are damaged."""


class ProjectReadOnlyError(ProjectError):
    """The project, its folder or the disk does not take writes."""


class DiskFullError(ProjectError):
    """There is no room left to write."""


class RuleError(KnownError):
    """An edit that the rules refuse (exact duplicate, unknown label, empty span, foreign layer)."""

    exit_code = 1


class StaleEditError(RuleError):
    """The edit starts from a state that is no longer the stored one."""


class CancelledError(Exception):
    """A long job was cancelled by the person who started it; nothing was kept."""
