"""Why it came otherwise than planned: from the first plan to what came in, cause by cause."""
