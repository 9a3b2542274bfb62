"""What a contact's name is found by. The terms of those who are there are made by the job "search_index"."""

import django.contrib.postgres.indexes
from django.db import migrations

import nexus.crypto.terms


class Migration(migrations.Migration):
    dependencies = [("crm", "0005_merge_record")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="name_terms",
            field=nexus.crypto.terms.NameTermsField(editable=False, null=True, of="name"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(fields=["name_terms"], name="contact_names"),
        ),
    ]
