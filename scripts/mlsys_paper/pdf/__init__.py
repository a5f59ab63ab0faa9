"""What a PDF file holds: glyphs, objects, metadata, fonts and links."""
