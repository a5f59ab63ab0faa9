"""What runs apart from the program, with limits: split a PDF, and look at what came out.

`python -m mlsys_paper.split.worker [FIRST LAST] [--within-page]` splits
paper.pdf in the folder that it runs in and writes main.pdf, appendix.pdf and
split.json there. What can't be done is said in failure.txt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.confined import FAILURE
from mlsys_paper.errors import PaperError
from mlsys_paper.split.model import RECORD, WITHIN_PAGE, PageRange
from mlsys_paper.split.run import split_paper
from mlsys_paper.split.write import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Split the paper; 1 when that can't be done."""
    pages = [int(text) for text in arguments if text != WITHIN_PAGE]
    wanted = PageRange(*pages) if pages else None
    try:
        record = split_paper(wanted, within_page=WITHIN_PAGE in arguments)
    except PaperError as error:
        return _failed(error.what, error.remedy)
    except MemoryError:
        return _failed("it takes too much memory to read", "")
    except Exception as error:  # a broken file may raise anything
        return _failed(f"it cannot be copied ({type(error).__name__}: {error}).", DAMAGED)
    Path(RECORD).write_text(json.dumps(record), "utf-8")
    return 0


def _failed(what: str, remedy: str) -> int:
    Path(FAILURE).write_text(f"{what}\n{remedy}", "utf-8")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
