"""Where the desk writes articles: list, editor, versions, statistics, and suggestions beside a ticket."""
