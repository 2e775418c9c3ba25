"""The first run: somebody becomes the administrator of an empty desk."""
