"""Erasure: the plan, its execution store by store, the residue scan and the certificate."""
