"""Reports and papers are written whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.reports.delivery import write_beside

if TYPE_CHECKING:
    from pathlib import Path


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_beside(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("paper.pdf", b"old")]


def test_written_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"old")
    write_beside(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("paper.pdf", b"new")]
