"""The second line behind the managers: row-level security of PostgreSQL, and one data base role for each process.

`tables` says which tables are guarded and how, `roles` who may do what with which table, `statements` turns both into
SQL, `applying` brings the data base to it and compares. `reach` is what a statement may see; the `backend` tells it to
the data base together with the statement. SQLite has none of this: there the managers are the only line.
"""
