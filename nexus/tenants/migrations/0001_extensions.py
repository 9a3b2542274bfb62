"""Postgres extensions in a schema of their own, on every search path (decision 10)."""

from django.db import migrations

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL("CREATE SCHEMA IF NOT EXISTS extensions", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA extensions", migrations.RunSQL.noop
            )
            for name in EXTENSIONS
        ),
    ]
