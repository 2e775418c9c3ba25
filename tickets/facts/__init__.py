"""Facts for reports: `history` reads one ticket's past, `refresh` keeps the rows in step with the events."""
