"""The month's report: a page per workbook, an index page, an Excel workbook, cards, a checker."""
