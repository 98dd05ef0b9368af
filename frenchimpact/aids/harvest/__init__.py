"""Reading aids as others publish them: each shape has its reader, all give the same records."""
