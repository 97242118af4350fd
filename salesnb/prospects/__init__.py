"""Who might buy from us: one directory of all traces, where they come from, and whom to call."""
