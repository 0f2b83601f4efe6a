"""Kills a child that tags in a loop, over and over, and looks at what is left. Run as a program by `test_kill`.

A program of its own, so that forking copies little and takes a millisecond.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic

from annotator.domain.edit import Change
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import Desk

_LONGEST = 0.015
"""Seconds to the kill at most, from the fork (one in four) or from the first annotation: opening takes some 5 ms, a
save 1 to 3 ms."""


def work(path: Path, pipe: int, *, small_log: bool) -> None:
    """Tag without end and write each id to the pipe once it is saved."""
    with Desk(path) as desk:
        if small_log:  # so that many kills hit the moment when the log is copied into the file
            desk.project._db.execute("PRAGMA wal_autocheckpoint = 4")
        (article,) = desk.project.articles(desk.project.article_ids())
        number = 0
        while True:
            number += 1
            span = desk.tag(article, (number % 50, number % 50 + 7))
            if number % 3 == 0:
                desk.do("delete", Change(span, None))
            else:
                os.write(pipe, f"{span.id}\n".encode())


def acknowledged(pipe: int, seconds: float, *, first: bool = False) -> str:
    """Return what comes out of the pipe in so many seconds, or until something does if only the `first` is wanted."""
    said = b""
    until = monotonic() + seconds
    while (left := until - monotonic()) > 0 and not (first and said):
        if select.select([pipe], [], [], left)[0]:
            got = os.read(pipe, 65536)
            if not got:
                break
            said += got
    return said.decode()


def kill_one(path: Path, delay: float, *, at_work: bool, small_log: bool) -> list[str]:
    """Start a child, kill it after `delay` seconds (of work, if `at_work`) and return the ids it had reported."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work(path, writing, small_log=small_log)
        os._exit(1)
    os.close(writing)
    said = acknowledged(reading, 60, first=True) if at_work else ""
    said += acknowledged(reading, delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    said += acknowledged(reading, 60)
    os.close(reading)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the child ended by itself")
    return said.split()


def main(path: Path, rounds: int, seed: int) -> dict[str, object]:
    """Kill `rounds` children; return how many ids were reported, and what was found wrong."""
    chooser = random.Random(seed)
    with Desk(path) as desk:
        article = desk.add_article()
    reported: set[str] = set()
    problems: list[str] = []
    for nth in range(rounds):
        delay = chooser.random() * _LONGEST
        reported.update(kill_one(path, delay, at_work=nth % 4 > 0, small_log=nth % 2 == 0))
        with ProjectFile.open(path, write=chooser.random() < 0.5) as project:
            there = {span.id for span in project.annotations(article.id)}
            problems += [f"round {nth}: {span} is lost" for span in reported - there]
            problems += [f"round {nth}: {finding}" for finding in project.verify()]
    return {"reported": len(reported), "problems": problems[:20]}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201 (the test reads this)
