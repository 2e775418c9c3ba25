"""The servers that Mesa starts by itself on one machine, and the supervisor that keeps them running.

Nothing here imports an app or Django's settings: the supervisor must run, and explain itself, before they can load.
"""
