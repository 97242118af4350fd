"""The room of 15_summary: what must we decide for next month? Section by section."""
