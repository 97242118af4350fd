"""Hours: what there are, what each of them earns, and what they are best spent on."""
