"""How likely targets are reached (`attainability`), how challenging and how fair they are."""
