"""Other releases of TeX Live, each in the root folder of a Debian system of its own."""
