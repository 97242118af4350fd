"""The dimensions of a cell of the plan, in the order in which its columns stand."""

KEYS = ["product_id", "region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
DIMENSIONS = [*KEYS, "month"]
