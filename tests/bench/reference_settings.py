"""Settings of the reference view's server: the same database, apps and keys, its own routes."""

from nexus.settings import *  # noqa: F403  that is the point: the same but for what follows

ROOT_URLCONF = PUBLIC_SCHEMA_URLCONF = "tests.bench.reference_urls"
