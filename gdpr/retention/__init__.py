"""Retention: the company's periods, holds, and the runs that let go what has had its time."""
