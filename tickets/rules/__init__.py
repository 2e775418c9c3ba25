"""Routing rules: what a new ticket gets because of what it is.

`conditions` and `actions` are pure; `schema` reads what the database keeps; `routing` applies it to a new ticket;
`trial` shows what a rule would have done, and changes nothing.
"""
