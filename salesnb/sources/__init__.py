"""The gate: a company's exports, read, mapped to canonical tables and checked.

- `exports`  what came in: `RawTable`, `Exports`, `Problem`
- `values`   text turned into typed values, and exact arithmetic with them
- `read`     files, a DuckDB file, PostgreSQL or Spark -> raw tables (`source.read_source`)
- `map`      raw tables -> canonical tables, by a declared mapping (`tables.map_tables`)
- `check`    canonical tables -> typed ones, problems, ledger of drops (`gate.check_tables`)

`snapshot.close` calls them in this order.
"""
