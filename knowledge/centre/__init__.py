"""The help centre: what everybody reads."""
