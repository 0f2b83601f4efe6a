"""What runs in the process that converts: one file after the other, until nobody asks any more."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import get_args

from annotator.formats.conversion.converted import ConversionError, Converted, ConvertedKind, pack_answer
from annotator.formats.conversion.sealed import allow_seconds, seal

EXTRA = 'pip install "annotator[import]"'


def serve(connection: Connection, memory_bytes: int, seconds: float) -> None:
    """Answer each pair of messages (kind as JSON, the file's bytes) with one message, until the other end is closed."""
    seal(memory_bytes)
    while True:
        try:
            kind = json.loads(connection.recv_bytes())
            data = connection.recv_bytes()
        except EOFError:
            return
        allow_seconds(seconds)
        connection.send_bytes(pack_answer(answer(kind, data, memory_bytes)))


def answer(kind: str, data: bytes, memory_bytes: int) -> Converted | ConversionError:
    """Convert a file; every fault is an answer too."""
    try:
        return _converter(kind)(data)
    except ConversionError as error:
        return error
    except ModuleNotFoundError as error:
        return ConversionError(f"Reading {kind} files needs a part that is not installed", str(error), EXTRA)
    except MemoryError:
        why = f"The limit is {memory_bytes / 1e9:g} GB"
        return ConversionError("Reading the file takes too much memory", why, spent=True)
    except RecursionError:
        return ConversionError("The file is nested too deeply to be read", spent=True)
    except Exception as error:  # noqa: BLE001 (whatever a foreign library raises over a foreign file)
        return ConversionError("The file cannot be read", f"{type(error).__name__}: {error}"[:300], spent=True)


def _converter(kind: str) -> Callable[[bytes], Converted]:
    known: Mapping[str, str] = {name: f"convert_{name}" for name in get_args(ConvertedKind)}
    module = importlib.import_module(f"annotator.formats.conversion.{kind}")
    found: Callable[[bytes], Converted] = getattr(module, known[kind])
    return found
