from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gdpr", "0003_identity_codes_cover")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="kind",
            field=models.CharField(
                choices=[
                    ("purge", "Retention"),
                    ("erasure", "Erasure"),
                    ("restored", "Restored from a backup"),
                ],
                max_length=10,
            ),
        ),
    ]
