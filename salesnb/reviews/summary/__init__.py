"""What a month's summary says: of the firm, of each rep and manager, and what to do next."""
