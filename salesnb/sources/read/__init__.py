"""Reading: exports as raw tables, whatever kind of file or server they are in; see `source`."""
