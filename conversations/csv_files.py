"""CSV downloads: see :mod:`nexus.csv_files`, which other apps use too."""

from nexus.csv_files import csv_lines, csv_response, safe_cell

__all__ = ["csv_lines", "csv_response", "safe_cell"]
