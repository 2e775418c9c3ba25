"""English for readers anywhere: the month as a word, so that day and month cannot be confused, and 24 hours."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
FIRST_DAY_OF_WEEK = 1
