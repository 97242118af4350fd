"""What a month's summary adds to what the pages said: points, people, what became of both."""
