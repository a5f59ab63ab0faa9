"""What an untrusted program has written is read with care."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.tex import result
from mlsys_paper.tex.compile import remove_irregular
from mlsys_paper.tex.result import is_whole_pdf, read_text

if TYPE_CHECKING:
    from pathlib import Path


def test_links_and_pipes_are_removed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "regular").write_text("x")
    (folder / "sub" / "link").symlink_to(outside / "kept")
    (folder / "folder-link").symlink_to(outside)
    os.mkfifo(folder / "pipe")
    remove_irregular(folder)
    assert sorted(path.name for path in folder.rglob("*")) == ["regular", "sub"]
    assert (outside / "kept").exists()


def test_long_text_keeps_start_and_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result, "LONGEST_TEXT", 20)
    path = tmp_path / "log"
    path.write_text("first line " + "x" * 100 + " last line")
    assert read_text(path) == "first line\n...\n last line"
    assert read_text(tmp_path / "absent") == ""


@pytest.mark.parametrize(
    ("content", "whole"),
    [(b"%PDF-1.5 ... %%EOF\n", True), (b"%PDF-1.5 ...", False), (b"", False), (b"%%EOF", False)],
)
def test_stopped_pdf_is_told_from_a_whole_one(tmp_path: Path, content: bytes, whole: bool) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert is_whole_pdf(path) is whole
    assert not is_whole_pdf(tmp_path / "absent.pdf")
