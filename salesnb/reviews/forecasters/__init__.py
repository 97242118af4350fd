"""Whose forecasts hold: those that earlier months issued, and those that reps submitted."""
