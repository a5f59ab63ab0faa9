"""Authors' LaTeX and BibTeX sources, read without running TeX."""
