"""What the page's worker asks Python: check a paper, and make the reports of several.

What comes of a paper is kept by the page as the bytes that the command's own
workers would send (see `sandbox.server`), and becomes an outcome in the same way.
"""

from __future__ import annotations

import importlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from mlsys_paper.check.batch import Task, job_of, outcome_of
from mlsys_paper.pdf import browser
from mlsys_paper.reports import html, machine
from mlsys_paper.reports.words import summary, verdict
from mlsys_paper.sandbox.server import answers, send
from mlsys_paper.sandbox.worker import READING, result_of
from mlsys_paper.version import made_now

if TYPE_CHECKING:
    from mlsys_paper.check.batch import Outcome
    from mlsys_paper.check.findings import Stage

LIMITS: Final = replace(READING, wall_seconds=120.0, memory_bytes=1 << 30)
"""What a paper may use: WebAssembly is slower, and PDFium and Python have a memory each."""


class CrashError(Exception):
    """PDFium has gone: the worker is good for nothing any more."""


def prepare(engine: Any) -> None:
    """Load all that a check needs, before there is a paper.

    Args:
        engine: PDFium, as `makeEngine` in engine.js gives it.
    """
    browser.engine = engine
    importlib.import_module("mlsys_paper.check.work")


def task_of(name: str, stage: str | None, authors: str = "", pictures: int = 0) -> Task:
    """Return the task that a user of the page sets: a file, its stage, names, one a line."""
    listed = dict.fromkeys(line.strip() for line in authors.splitlines())
    chosen = cast("Stage", stage) if stage else None
    return Task(Path(name), chosen, None, tuple(filter(None, listed)), pictures)


def check(name: str, stage: str | None, authors: str, papers: int) -> bytes:
    """Check a file of the working folder; return what a worker sends of it.

    Args:
        name: of the file.
        stage: what it is submitted as; empty to go by what its pages show.
        authors: what must not appear, one a line.
        papers: how many papers the report will be on.

    Raises:
        CrashError: PDFium stopped in the middle.
    """
    job = job_of(task_of(name, stage, authors, html.pictures_for(papers)))
    said = io.BytesIO()
    for kind, data, content in answers({"function": job.function, "arguments": job.arguments}):
        if kind == "fault" and data["what"].startswith("JsException"):
            raise CrashError(data["what"])
        send(said, kind, data, content)
    send(said, "used", {})
    send(said, "ended", {"status": 0, "late": False})
    return said.getvalue()


def reports(papers: list[Any]) -> str:
    """Return the reports of papers that were checked, as JSON.

    Args:
        papers: of each its name, the stage that was asked for, and what was sent of it.
    """
    outcomes = [_outcome(name, stage, bytes(sent)) for name, stage, sent in papers]
    found = [outcome.report for outcome in outcomes]
    said = verdict(found[0]) if len(found) == 1 else summary(found)
    made = made_now()
    pages = {
        "html": html.render(outcomes, made),
        "json": machine.render(found, made),
        "said": said,
    }
    return json.dumps(pages)


def _outcome(name: str, stage: str | None, sent: bytes) -> Outcome:
    return outcome_of(task_of(name, stage), result_of(io.BytesIO(sent), LIMITS))
