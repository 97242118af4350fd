"""One entry per firm out of lists, leads and customers, with reasons and what is left unsure."""
