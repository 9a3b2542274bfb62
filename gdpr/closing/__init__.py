"""Closing a company: the whole export handed over, everything gone here and at the provider, a certificate."""
