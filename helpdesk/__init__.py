"""Wiring, people and a small library of the help desk."""
