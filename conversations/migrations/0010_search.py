"""What messages are found by; those that are there get their terms from the job "search_index"."""

from datetime import timedelta

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import nexus.crypto.ids
from nexus.outbox.services import job_put


def index_what_is_there(apps, schema_editor):
    """A job, for it takes minutes where there are many; none where there is nothing, as in a new company."""
    connection = schema_editor.connection
    there = (
        apps.get_model("conversations", "Message").objects.exists()
        or apps.get_model("crm", "Contact").objects.exists()
    )
    if not there:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM public.tenants_company WHERE schema_name = %s", [connection.schema_name]
        )
        company = cursor.fetchone()
    if company:
        job_put(
            kind="search_index", object_id=company[0], schema=connection.schema_name, delay=timedelta(seconds=5)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0009_article_titles_folded"),
        ("crm", "0006_contact_name_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("words", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="MessageTerms",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="terms",
                        serialize=False,
                        to="conversations.message",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-created_at", "-message"], name="terms_newest"),
                    django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="terms_words"),
                ],
            },
        ),
        # The foreign keys' checks wait for the commit, and nothing may wait while a job is put.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunPython(index_what_is_there, migrations.RunPython.noop),
    ]
