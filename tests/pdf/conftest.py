"""Read the structure of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from mlsys_paper.pdf.file import read_structure

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.pdf.contents import Structure


class ReadBytes(Protocol):
    def __call__(self, data: bytes) -> Structure: ...


@pytest.fixture
def read(tmp_path: Path) -> ReadBytes:
    def read(data: bytes) -> Structure:
        path = tmp_path / "paper.pdf"
        path.write_bytes(data)
        return read_structure(path)

    return read
