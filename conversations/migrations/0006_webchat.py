import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import conversations.models.webchat
import nexus.crypto.fields
import nexus.crypto.ids

CHANNELS = [("sms", "SMS"), ("webchat", "Web chat")]


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0004_contact_restricted_index"),
        ("conversations", "0005_daily_counts"),
    ]

    operations = [
        migrations.AlterField("conversation", "channel", models.CharField(choices=CHANNELS, max_length=10)),
        migrations.AlterField("message", "channel", models.CharField(choices=CHANNELS, max_length=10)),
        migrations.AlterField("dailycount", "channel", models.CharField(choices=CHANNELS, max_length=10)),
        migrations.AddField("message", "route_id", models.UUIDField(blank=True, null=True)),
        migrations.CreateModel(
            name="Widget",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=conversations.models.webchat.new_key, max_length=40, unique=True
                    ),
                ),
                ("allowed_origins", models.JSONField(default=list)),
                ("colour", models.CharField(default="#0f5f53", max_length=7)),
                ("greeting_sv", models.CharField(blank=True, max_length=300)),
                ("greeting_en", models.CharField(blank=True, max_length=300)),
                ("keep_in_site", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"ordering": ["created_at", "id"]},
        ),
        migrations.CreateModel(
            name="Visitor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("secret", models.BinaryField(max_length=32, unique=True)),
                ("origin", models.CharField(max_length=200)),
                ("browser", models.CharField(blank=True, max_length=60)),
                ("os", models.CharField(blank=True, max_length=60)),
                ("device", models.CharField(blank=True, max_length=20)),
                ("ip", nexus.crypto.fields.EncryptedTextField(blank=True, null=True)),
                ("network", models.CharField(blank=True, max_length=50)),
                ("ip_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("linked_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visitors",
                        to="crm.contact",
                    ),
                ),
                (
                    "widget",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visitors",
                        to="conversations.widget",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["seen_at"], name="visitor_seen")]},
        ),
    ]
