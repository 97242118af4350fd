"""Forms that reps fill in: written from a month's plan, and read back through the gate.

`kinds` declares them. Out: `prefilled` says what stands in them already, `sheet` writes one file,
`out` those of a month. Back: `opened` reads a file and refuses what is none, `returned` its rows
and faults, `inbox` all files, `rows` the canonical rows, `taken` what becomes of them at the gate.
"""
