"""Where the firm stands: position, what changed it, who it rests on, what limits it."""
