"""What `salesnb new` makes of a folder of exports: `folder` is the entry.

- what came in: `exports` (raw tables), `samples` (their first rows), `currency`, `months`
- what it may be: `words` (headers in three languages), `guesses` (which table), `columns`
- the draft: `draft` (parts of it), `sheets`, `parts`, `single`, `deals`, `targets` (special forms),
  `mapping` (written as TOML), `redraft` (keeps what a person changed)
"""
