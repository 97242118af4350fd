"""The sheet before a visit: which aims, from what to what, and with what it is prepared."""
