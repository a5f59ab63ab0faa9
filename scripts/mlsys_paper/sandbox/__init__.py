"""Programs that run under limits, and files that are read in a process of their own."""
