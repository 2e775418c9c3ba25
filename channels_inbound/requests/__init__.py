"""The page of a request, for whoever has its link; and asking for the link."""
