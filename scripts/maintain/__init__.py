"""The maintainer's tools, which nox runs and authors do not install."""
