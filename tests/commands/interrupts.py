"""Commands under test heed Ctrl-C, also where the tests themselves run in the background."""

from __future__ import annotations

import sys

_CODE = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
HEEDING_INTERRUPTS = (sys.executable, "-c", _CODE)
"""Put before a command: a shell has what it starts in the background ignore interrupts."""
