"""Results of checks by what was checked, so that a run that was broken off goes on where it was."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.batch import Outcome
from mlsys_paper.check.records import record_of, report_from
from mlsys_paper.format import style_file
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.pictures import Preview
from mlsys_paper.tex.cache import FACTS, Cache

if TYPE_CHECKING:
    from mlsys_paper.check.batch import Task

_PACKAGE: Final = Path(__file__).resolve().parents[1]


class Kept:
    """The results that a folder keeps."""

    def __init__(self, folder: Path) -> None:
        self._cache = Cache(folder)

    def find(self, task: Task) -> Outcome | None:
        """Return what came of the same file, checked in the same way by the same program."""
        place = self._cache.find(_key(task))
        if place is None:
            return None
        try:
            record = json.loads((place / FACTS).read_text("utf-8"))
            report = report_from(record["report"], task.file)
            previews = tuple(
                Preview(number, (place / f"{number}.png").read_bytes(), Box(*area), rotation)
                for number, area, rotation in record["previews"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Outcome(report, previews)

    def keep(self, task: Task, outcome: Outcome) -> None:
        """Keep what came of a check; what failed is tried again the next time."""
        if outcome.report.failure:
            return

        def make(folder: Path) -> bool:
            previews = [[each.number, list(each.area), each.rotation] for each in outcome.previews]
            for each in outcome.previews:
                (folder / f"{each.number}.png").write_bytes(each.png)
            record = {"report": record_of(outcome.report), "previews": previews}
            (folder / FACTS).write_text(json.dumps(record), "utf-8")
            return True

        self._cache.get(_key(task), make)


def _key(task: Task) -> str:
    try:
        content = hashlib.sha256(task.file.read_bytes()).hexdigest()
    except OSError:
        content = "unreadable"
    parts = [content, task.stage, sorted(task.authors), task.pictures, _program()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]


@functools.cache
def _program() -> str:
    """A hash of the program and its style: another one may say something else."""
    total = hashlib.sha256(style_file().read_bytes())
    for path in sorted(_PACKAGE.rglob("*.py")) + sorted(_PACKAGE.rglob("*.toml")):
        total.update(path.read_bytes())
    return total.hexdigest()
