"""Pages of the workspace: each view looks up, validates, calls one verb, answers."""
