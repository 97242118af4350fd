"""Where sales and cash land, what we commit to, and how likely it is.

- `ahead`: sales and orders of the months to come, if nothing changes
- `cash`: what comes in of what is owed and of what will be invoiced
- `cube`: the plan, cell by cell, under the controls that people decide
- `chance`: how likely targets are reached, whether they are challenging and fair
"""
