"""Divide papers in the tests' own process, which saves starting another for each."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from mlsys_paper.process import Completed, Limits
from mlsys_paper.split import confined, worker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest


def split_inside(patch: pytest.MonkeyPatch) -> None:
    """Have the worker run without confinement, by the same arguments and files."""
    patch.setattr(confined, "run_module", _run)


def _run(module: str, arguments: Sequence[str], folder: Path, limits: Limits) -> Completed:
    assert module == "split.worker"
    with contextlib.chdir(folder):
        return Completed(worker.main(arguments), "")
