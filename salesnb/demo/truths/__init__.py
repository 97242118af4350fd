"""Every planted parameter, by topic; `truth` holds the whole tree, `stories` the cases."""
