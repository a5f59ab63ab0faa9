"""An engine's format unpacked: half of the time of a short paper's run goes into unpacking it.

TeX Live packs its formats with gzip, and TeX reads them through zlib, which
hands a file that isn't packed through as it is. So a paper gets the very format
of the installation, and each run is spared the unpacking of 18 MB and more.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zlib
from typing import TYPE_CHECKING

from mlsys_paper.tex.cache import FACTS, Cache

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.tex.installation import Engine


def unpacked_format(engine: Engine, store: Cache) -> Path:
    """The folder that holds the engine's format without compression.

    It is empty where the format can't be unpacked; TeX then goes on to look
    where it always does.
    """
    key = "format-" + hashlib.sha256(f"{engine.stamp} {engine.format}".encode()).hexdigest()[:40]

    def make(folder: Path) -> bool:
        if engine.format is not None:
            unpacked = folder / engine.format.name
            try:
                with gzip.open(engine.format) as packed, unpacked.open("wb") as file:
                    shutil.copyfileobj(packed, file, 1 << 20)
            except (OSError, EOFError, zlib.error):
                unpacked.unlink(missing_ok=True)
        (folder / FACTS).write_text("{}")
        return True

    return store.get(key, make)
