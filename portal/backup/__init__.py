"""One file that holds a whole installation but its secrets, taken while it serves and checked."""
