"""The one reader: folders, archives, bulk downloads and notebooks in; a student's files out."""
