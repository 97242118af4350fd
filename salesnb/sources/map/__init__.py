"""Mapping: raw tables as canonical tables, declared in a TOML file; see `tables`."""
