"""Local servers that speak the providers' HTTP APIs, for tests without an account anywhere.

They follow the providers' published examples, compute signatures on their own and keep a ledger
of everything, so that a test can compare what the provider saw with what the database says.
"""
