"""The help centre of Casa Lumbre: topics, articles in two languages, and what its readers did."""
