"""What reads PDFs: PDFium as the system has it, or as a browser has it.

`p` is one of the modules `pdfium` and `browser`, which have the same functions.
"""

from __future__ import annotations

import sys

if sys.platform == "emscripten":
    from mlsys_paper.pdf import browser as p
else:
    from mlsys_paper.pdf import pdfium as p

__all__ = ["p"]
