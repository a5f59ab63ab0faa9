"""`python -m maintain.fuzz`: what `nox -s fuzz` runs."""

import sys

from maintain.fuzz.run import main

if __name__ == "__main__":
    sys.exit(main())
