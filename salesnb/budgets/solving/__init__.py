"""How a total is spread over cells, with a proof: `allocation` beside it is the entry."""
