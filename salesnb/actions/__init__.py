"""Actions: who answers for which target, what hours are best spent on, who goes where and when."""
