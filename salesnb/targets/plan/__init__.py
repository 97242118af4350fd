"""The plan of a year: what it is near to, what is decided, and what follows for every cell.

`fitted` is the entry: it fits the year's sales, cell by cell, and has what the page shows of them.

- `years`: which months are planned, which of them are closed
- `reference`: what every cell is near to: history, potential and forecast, by who owns it then
- `fitted`: the total, the controls of the year, and the cells that meet them
- `parts`: who carries how much, dimension by dimension
"""
