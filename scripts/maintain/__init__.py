"""What the noxfile's sessions run: maintainers' tools, which nobody installs."""
