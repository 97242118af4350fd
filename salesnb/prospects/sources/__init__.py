"""What each source of prospects brings, what it costs, and how long it takes."""
