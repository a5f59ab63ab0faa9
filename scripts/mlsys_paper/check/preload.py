"""What the fork server loads before it forks the first worker, so that no worker has to.

Modules that others load only when they need them are named here: they take
longer to load than a short paper takes to check.
"""

from __future__ import annotations

import importlib
import pkgutil

from mlsys_paper import pdf
from mlsys_paper.check import confined
from mlsys_paper.format import current_format

__all__ = ["confined"]

for _found in pkgutil.iter_modules(pdf.__path__, f"{pdf.__name__}."):
    importlib.import_module(_found.name)
importlib.import_module("pypdf.filters")
current_format()
