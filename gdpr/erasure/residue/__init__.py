"""The residue scan: after an erasure, what identifies the person is looked for everywhere, and opened for it."""
