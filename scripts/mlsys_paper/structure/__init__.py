"""What a PDF holds beside its painted pages: metadata, fonts, outlines, actions."""
