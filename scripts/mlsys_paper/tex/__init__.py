"""TeX sources to compiled documents: installation, sandbox, runs, logs."""
