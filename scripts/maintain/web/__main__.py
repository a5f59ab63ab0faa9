"""`python -m maintain.web`: what `nox -s web` runs."""

import sys

from maintain.web.build import main

if __name__ == "__main__":
    sys.exit(main())
