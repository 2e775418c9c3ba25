"""Figures and lists of tickets as files: CSV and XLSX, written piece by piece."""
