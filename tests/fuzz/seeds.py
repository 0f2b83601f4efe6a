"""Where fuzzing begins: small files of every format, made by the program's own exports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.schema_yaml import dump_schema
from tests.fuzz.targets import FILES, PARTS
from tests.unit.domain.schema_samples import verdicts
from tests.unit.formats.export_samples import export
from tests.unit.formats.gold_samples import export as export_gold
from tests.unit.formats.gold_samples import sample

_EXPORTS = {"csv-spans": "csv"}
_WEBANNO = """#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.Person|value
#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.Link|webanno.custom.Person
#T_RL=webanno.custom.Relation|value|BT_webanno.custom.Person
#T_CH=webanno.custom.Chain|referenceRelation|referenceType


#Text=Ida saw\\t😊 .
1-1\t0-3\tIda\tone[1]|two[2]\tp1;p2\t1-3;1-4\t_\t_\t*->1-1\t*[1]\t
1-2\t4-7\tsaw\tone[1]\t_\t_\tv\t1-1[1_0]\t_\t_\t
1-2.1\t4-5\ts\t\\_\\*\t_\t_\t_\t_\t*->1-2\tx[1]\t
1-3\t8-10\t😊\tx\t_\t_\t_\t_\t_\t_\t
1-4\t11-12\t.\t*\t_\t_\t_\t_\t_\t_\t
"""


def seeds(name: str) -> Iterator[bytes]:
    """Yield inputs of a target that are read whole, and what is left of them."""
    if name == "webanno":
        yield _WEBANNO.encode()
    elif name == "schema":
        yield dump_schema(verdicts()).encode()
    elif name in ("text", "jsonl", "csv"):
        yield from (
            b"One.\r\nTwo.",
            b'{"text": "One.", "title": "T"}\n',
            b'text,title\n"One, two",T\n',
            b"\xff\xfeO\x00",
        )
    else:
        yield from _exported(name)
    for path in regressions(name):
        yield path.read_bytes()


def _exported(name: str) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "out"
        if name == "gold":
            export_gold(folder, layers=True)
            yield from (path.read_bytes() for path in sorted(folder.glob("*.jsonl")))
            return
        export(_EXPORTS.get(name, name), folder, sample())
        own = sorted(path for path in folder.iterdir() if path.suffix == Path(FILES[name][0]).suffix)
        for path in own:
            beside = [folder / file for file in FILES[name][1:]]
            if name == "brat":
                beside = [path.with_suffix(".ann")]
            if path not in beside:
                yield PARTS.join([one.read_bytes() for one in (path, *beside) if one.is_file()])


def regressions(name: str) -> list[Path]:
    """Return the inputs that once broke a target."""
    folder = Path(__file__).parents[1] / "unit" / "formats" / "regressions" / name
    return sorted(folder.iterdir()) if folder.is_dir() else []
