"""PDFium, as the readers of pages use it: the native library, or the one in a browser.

Both rooms have the same names: functions that take addresses of the things that
PDFium hands out and of the numbers that it fills in, documents, and drawings.
"""

from __future__ import annotations

import sys
from typing import Final

if sys.platform == "emscripten":
    from mlsys_paper.browser.pdfium import *  # noqa: F403
else:
    from mlsys_paper.pdf.native import *  # noqa: F403

# From PDFium's headers, which keep them.
TEXT: Final = 1
PATH: Final = 2
IMAGE: Final = 3
FORM: Final = 5
"""Kinds of page objects."""
CURVE: Final = 1
"""A Bézier segment of a path."""
LINK: Final = 2
"""An annotation that is a link."""
GO_TO: Final = 1
GO_TO_FILE: Final = 2
OPEN_ADDRESS: Final = 3
LAUNCH: Final = 4
"""What a link does."""
