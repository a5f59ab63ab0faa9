"""The rules, one module for each concern of the call; `catalogue` lists them all."""
