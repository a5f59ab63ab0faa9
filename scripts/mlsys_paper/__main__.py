"""`python -m mlsys_paper` does what `mlsys-paper` does."""

from mlsys_paper.cli import entry_point

if __name__ == "__main__":
    entry_point()
