"""Documents: each is composed once, of a few kinds of blocks, and drawn as PDF, DOCX, HTML or XLSX."""
