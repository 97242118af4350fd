"""Actions: who answers for which target, what to spend hours on, whom to visit and how often."""
