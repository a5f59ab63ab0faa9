"""The subcommands of mlsys-paper, one module each."""
