"""Compiled documents to page models: glyph runs, rules, columns, layouts."""
