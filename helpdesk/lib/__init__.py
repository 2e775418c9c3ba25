"""A small library: one subject per file, no models, no app imported."""
