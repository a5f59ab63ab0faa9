"""The other documents whose labels a document reads, with xr or xr-hyper."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.tex.papers import COMMENT, source_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Bounded, with quantifiers that don't give back: a hostile source costs no time.
READS = re.compile(
    r"\\externaldocument\s*+(?:\[[^\]]{0,200}+\]\s*+){0,2}+\{\s*+(?P<name>[^{}\s]{1,200}+)\s*+\}"
)


def documents_read(main: Path) -> Iterator[tuple[str, Path]]:
    """Name and source of each document in a main file's folder whose .aux it asks for."""
    text = "\n".join(COMMENT.sub(r"\1", line) for line in source_text(main).splitlines())
    for name in dict.fromkeys(match["name"] for match in READS.finditer(text)):
        path = PurePosixPath(name)
        source = main.parent / f"{name}.tex"
        inside = not path.is_absolute() and ".." not in path.parts
        if inside and source != main and source.is_file():
            yield name, source
