"""What all of the company stands on: names, random streams, days, tables that are remembered."""
