"""The plan: targets, commitments and forecasts, judgements, the files of `plan/`."""
