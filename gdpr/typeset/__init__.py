"""What people print: data set as PDF, the same on every machine."""
