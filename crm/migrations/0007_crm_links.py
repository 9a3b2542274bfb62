"""Links that are found again, with what is linked; registers, and imports of their files."""

import django.db.models.deletion
import django.utils.timezone
import nexus.crypto.fields
import nexus.crypto.ids
from django.conf import settings
from django.db import migrations, models

from nexus.crypto.index import blind_index


def find_again(apps, schema_editor):
    """What finds each link there is. Of two with one number in one register, the newer one is found."""
    links = apps.get_model("crm", "CrmLink")
    registers = apps.get_model("crm", "Register")
    seen = set()
    for link in links.objects.order_by("-id").iterator(chunk_size=500):
        number = "".join(link.external_id.split()).casefold()
        blind = blind_index(number, label="crm.external")
        if (link.system, blind) not in seen:
            seen.add((link.system, blind))
            links.objects.filter(pk=link.pk).update(external_blind=blind)
    for system in {system for system, _blind in seen}:
        registers.objects.get_or_create(name=system)


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0006_contact_name_terms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.UUIDField(default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, unique=True)),
                ('fields', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='crmlink',
            name='email',
            field=nexus.crypto.fields.EncryptedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='crmlink',
            name='external_blind',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='crmlink',
            name='fields',
            field=nexus.crypto.fields.EncryptedJSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='crmlink',
            name='gave_name',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='crmlink',
            name='name',
            field=nexus.crypto.fields.EncryptedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='crmlink',
            name='source',
            field=models.CharField(blank=True, choices=[('import', 'Import'), ('rest', "The company's own system")], max_length=10),
        ),
        migrations.AddField(
            model_name='crmlink',
            name='updated_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.UUIDField(default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('mapping', 'Being looked at'), ('checking', 'Being checked'), ('checked', 'Checked'), ('running', 'Running'), ('done', 'Done'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('failed', 'Failed'), ('dropped', 'Dropped')], default='mapping', max_length=10)),
                ('kind', models.CharField(max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('layout', nexus.crypto.fields.EncryptedJSONField(default=dict)),
                ('take_up_again', models.BooleanField(default=False)),
                ('total', models.PositiveIntegerField(default=0)),
                ('position', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('problem_row', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('file_expires_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('system', models.CharField(max_length=40)),
                ('register', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='crm.register')),
            ],
        ),
        migrations.CreateModel(
            name='ImportIssue',
            fields=[
                ('id', models.UUIDField(default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=20)),
                ('refused', models.BooleanField(default=True)),
                ('other_row', models.PositiveIntegerField(default=0)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='crm.registerimport')),
            ],
        ),
        migrations.CreateModel(
            name='ImportChunk',
            fields=[
                ('id', models.UUIDField(default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('data', nexus.crypto.fields.EncryptedBytesField()),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='crm.registerimport')),
            ],
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.UUIDField(default=nexus.crypto.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('link_id', models.UUIDField()),
                ('made_contact', models.UUIDField(blank=True, null=True)),
                ('before', nexus.crypto.fields.EncryptedJSONField()),
                ('stamp', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_changes', to='crm.contact')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='crm.registerimport')),
            ],
        ),
        migrations.AddField(
            model_name='crmlink',
            name='imported',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.registerimport'),
        ),
        migrations.RunPython(find_again, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='crmlink',
            constraint=models.UniqueConstraint(fields=('system', 'external_blind'), name='crm_link_external_unique'),
        ),
        migrations.AddIndex(
            model_name='registerimport',
            index=models.Index(fields=['-created_at'], name='import_newest'),
        ),
        migrations.AddConstraint(
            model_name='importissue',
            constraint=models.UniqueConstraint(fields=('source', 'row', 'code'), name='import_issue_once'),
        ),
        migrations.AddConstraint(
            model_name='importchunk',
            constraint=models.UniqueConstraint(fields=('source', 'number'), name='import_chunk_order'),
        ),
        migrations.AddIndex(
            model_name='importchange',
            index=models.Index(fields=['source', 'id'], name='import_change_order'),
        ),
    ]
