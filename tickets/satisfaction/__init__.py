"""Asking how it went, taking the answer, and telling a manager of a bad one (domain rules 5.10)."""
