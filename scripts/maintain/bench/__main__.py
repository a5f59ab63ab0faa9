"""`python -m maintain.bench`: what `nox -s bench` runs."""

import sys

from maintain.bench import checker, comparison, style

USAGE = """usage: nox -s bench                                      all, as below
       nox -s bench -- style [--rounds N] [FOLDER ...]     what styles cost over a bare article
       nox -s bench -- compare [--rounds N] [FOLDER]       what comparing styles costs on papers
       nox -s bench -- check [--rounds N] [PDF ...]        what checking a paper costs
"""


def main(arguments: list[str]) -> int:
    """Measure what was asked for; returns the exit status."""
    match arguments:
        case []:
            return max(style.main([]), comparison.main([]), checker.main([]))
        case ["style", *rest]:
            return style.main(rest)
        case ["compare", *rest]:
            return comparison.main(rest)
        case ["check", *rest]:
            return checker.main(rest)
        case _:
            sys.stderr.write(USAGE)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
