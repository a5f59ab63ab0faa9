"""The environment in which TeX and its companions run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# 2024-01-01. The same date for every run gives the same bytes in every PDF.
EPOCH = 1_704_067_200
# The folder of LuaTeX's font cache in the scratch folder.
FONT_CACHE = "font-cache"


def tex_environment(
    scratch: Path,
    inputs: Sequence[str] = (),
    *,
    epoch: int = EPOCH,
    personal: Path | None = None,
    openin: str = "p",
    formats: Path | None = None,
) -> dict[str, str]:
    """Settings for one compilation.

    Args:
        scratch: the scratch folder.
        inputs: folders searched after the paper's own, as TeX shall name them.
        epoch: the date of the document, in seconds since 1970.
        personal: the author's own TeX tree, what TeX calls TEXMFHOME.
        openin: what TeX may read: "p" for paranoid access, "r" for all but
            dot files where an engine cannot work with less.
        formats: a folder searched for the engine's format before TeX's own trees.

    Paranoid file access lets TeX open what lies in the folder of the paper or
    is found along these search paths; absolute names, parent folders and
    dot files are refused, for reading and for writing.
    """
    path = ":".join([".", *inputs, ""])  # the empty end stands for TeX's own trees
    fonts = str(scratch / FONT_CACHE)
    settings = {
        "TEXINPUTS": path,
        "BIBINPUTS": path,
        "BSTINPUTS": path,
        "TEXMFHOME": str(personal or scratch / "texmf"),
        "TEXMFVAR": fonts,
        "TEXMFCACHE": fonts,
        "SOURCE_DATE_EPOCH": str(epoch),
        "FORCE_SOURCE_DATE": "1",
        "TZ": "UTC",
        "shell_escape": "f",
        "openin_any": openin,
        "openout_any": "p",
        # One message, one line: the log needs no guesses about its breaks.
        "max_print_line": "10000",
        "error_line": "254",
        "half_error_line": "238",
    }
    if formats is not None:
        settings["TEXFORMATS"] = f"{formats}:"
    return settings
