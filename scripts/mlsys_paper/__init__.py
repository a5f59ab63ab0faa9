"""Build, check and compare papers set with the MLSys 2024 style."""
