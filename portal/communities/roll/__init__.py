"""The roll as a file: bytes in; homes, owners and what is wrong with them out. No database, no page."""
