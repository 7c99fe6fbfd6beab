"""Give the program what nobody should: hostile names, files and paths."""
