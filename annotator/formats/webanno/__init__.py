"""WebAnno TSV 3: a token a line, a column for each feature, as WebAnno and INCEpTION export it."""
