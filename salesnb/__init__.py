"""salesnb: the workbooks with which a company plans and steers its sales, month by month.

Nothing is re-exported here: import the module that answers your question
(`docs/architecture.md` lists them by question).
"""

__version__ = "0.1.0"
