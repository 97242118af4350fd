"""Deals: which will close, what they bring, and what moves each one on.

`history` rebuilds deals as they stood on any day, `seen` makes rows of what was known then,
`odds` says how likely each is won and when it closes, `tested` whether such statements came true
(`reliable`: and where not), `pipeline` what is open, `stages` how far it has come, `large_numbers`
what it brings together, `persistence` whether to go on, `effects` what touches and levers did,
`plays` how each is moved on; `study` is all of them.
"""
