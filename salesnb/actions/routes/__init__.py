"""Routes of a month: on which days a customer is visited, by whom and in which order."""
