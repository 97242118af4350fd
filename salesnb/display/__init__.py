"""How results, sentences and pictures are shown: in a notebook's cells, on pages, in sheets."""
