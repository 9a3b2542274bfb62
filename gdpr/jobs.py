"""The job kinds of this app."""
