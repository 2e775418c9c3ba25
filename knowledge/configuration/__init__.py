"""The settings of the help centre: topics, words of the search, records of readers."""
