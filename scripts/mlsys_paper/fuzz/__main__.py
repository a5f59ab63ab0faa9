"""`python -m mlsys_paper.fuzz`: what `nox -s fuzz` runs."""

import sys

from mlsys_paper.fuzz.run import main

if __name__ == "__main__":
    sys.exit(main())
