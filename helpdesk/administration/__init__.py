"""The settings that administrators change: people, teams, the desk, categories, promises and hours."""
