"""Exports as received, mapped to canonical tables and checked: everything before the snapshot."""
