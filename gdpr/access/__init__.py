"""The package for access and portability: everything held about a person, signed, behind a link and a code."""
