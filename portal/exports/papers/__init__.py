"""Official papers: one plain description a paper, made once from the database, drawn as Word and as PDF."""
