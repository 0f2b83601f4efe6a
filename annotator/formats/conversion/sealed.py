"""Shuts a process off before it reads files from elsewhere: no network, no programs, no writing, bounded memory."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import warnings
from typing import Any

_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "shutil.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.",
)  # fmt: skip
"""Beginnings of the names of Python's audit events (see the table in its documentation)."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        raise PermissionError("nothing may be written here")
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed here")


def seal(memory_bytes: int) -> None:
    """Shut this process off for good. The limit of memory holds where the system knows one (Linux)."""
    sys.dont_write_bytecode = True
    logging.disable()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends this process
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 (not there on other systems)

        for kind, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(kind, (most, most))
    sys.addaudithook(_guard)


def allow_seconds(seconds: float) -> None:
    """Let this process compute for so many seconds from now, even if nobody is left to stop it (not on Windows)."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (as above)

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 2, hard))
