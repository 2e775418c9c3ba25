"""One file per subject: `figure(scope)` computes it in one place for page, file and mail.

Each figure is a frozen dataclass that also gives itself as tables, and names for each of its numbers the search of
the queue that finds the tickets behind it.
"""
