"""Tables of result frames, one module per area; how they are shown stands in `display`."""
