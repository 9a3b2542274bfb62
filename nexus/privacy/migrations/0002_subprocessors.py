import datetime

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_GETS = (
    "Texten i konversationen, utan telefonnummer, för att formulera svar.",
    "The text of the conversation, without phone numbers, to word answers.",
)
# Before any installation: they were there from the beginning.
_SINCE = datetime.date(2026, 1, 1)
#: Those that the software could call when the register was made.
_FIRST = {
    "twilio": (
        "Twilio Ireland Limited",
        (
            "Telefonnummer och meddelanden, för att förmedla SMS och samtal.",
            "Phone numbers and messages, to carry texts and calls.",
        ),
        (
            "Irland. Twilio kan i begränsad omfattning föra över uppgifter till USA, skyddade av bindande "
            "företagsbestämmelser och EU:s standardavtalsklausuler.",
            "Ireland. To a limited extent Twilio may transfer data to the USA, protected by binding "
            "corporate rules and the EU's standard contractual clauses.",
        ),
        (
            "Meddelanden raderas hos Twilio när de raderas här. Trafikuppgifter sparar Twilio så länge "
            "lagen kräver.",
            "Messages are deleted at Twilio when they are deleted here. Twilio keeps traffic data for as "
            "long as the law requires.",
        ),
    ),
    "anthropic": (
        "Anthropic, PBC",
        _GETS,
        (
            "USA, bara på företagets uttryckliga instruktion och med EU:s standardavtalsklausuler.",
            "USA, only on the company's express instruction and under the EU's standard contractual clauses.",
        ),
        ("Högst 30 dagar. Tränar inte på texten.", "At most 30 days. Does not train on the text."),
    ),
    "bedrock": (
        "Amazon Web Services EMEA SARL",
        _GETS,
        ("EU/EES", "EU/EEA"),
        (
            "Sparar inget av texten; enstaka modeller högst 30 dagar. Tränar inte på texten.",
            "Keeps nothing of the text; single models at most 30 days. Does not train on the text.",
        ),
    ),
    "vertex": (
        "Google Cloud EMEA Limited",
        _GETS,
        ("EU/EES", "EU/EEA"),
        (
            "Bara en begränsad tid vid misstanke om missbruk. Tränar inte på texten.",
            "Only for a limited time where abuse is suspected. Does not train on the text.",
        ),
    ),
}


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The register begins with those; what is entered later comes from ops."""
    register = apps.get_model("privacy", "SubProcessor")
    now = timezone.now()
    for key, (name, gets, where, keeps) in _FIRST.items():
        register.objects.get_or_create(
            key=key,
            defaults={
                "name": name,
                "gets_sv": gets[0],
                "gets_en": gets[1],
                "where_sv": where[0],
                "where_en": where[1],
                "keeps_sv": keeps[0],
                "keeps_en": keeps[1],
                "announced_at": now,
                "effective_on": _SINCE,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [
        migrations.RemoveField("subprocessor", "country"),
        migrations.RemoveField("subprocessor", "retention_mode"),
        *(
            migrations.AddField(
                "subprocessor",
                name,
                models.CharField(label, max_length=300, default=""),
                preserve_default=False,
            )
            for name, label in (
                ("where_sv", "where (Swedish)"),
                ("where_en", "where (English)"),
                ("keeps_sv", "how long it keeps it (Swedish)"),
                ("keeps_en", "how long it keeps it (English)"),
            )
        ),
        migrations.AddField(
            "subprocessornotice",
            "mailed_at",
            models.DateTimeField("letter sent", null=True, blank=True),
        ),
        migrations.AlterModelOptions(
            "subprocessornotice",
            {"verbose_name": "notice to a company", "verbose_name_plural": "notices to companies"},
        ),
        migrations.AlterField("subprocessornotice", "owner", models.CharField("company", max_length=63)),
        migrations.AlterField(
            "subprocessornotice",
            "subprocessor",
            models.ForeignKey(
                on_delete=models.CASCADE,
                related_name="notices",
                to="privacy.subprocessor",
                verbose_name="sub-processor",
            ),
        ),
        migrations.AlterField(
            "subprocessornotice", "told_at", models.DateTimeField("told", default=timezone.now)
        ),
        migrations.AlterField(
            "subprocessornotice",
            "objected_at",
            models.DateTimeField("objected", null=True, blank=True),
        ),
        migrations.AlterField(
            "subprocessornotice",
            "objection",
            models.CharField("objection", max_length=1000, blank=True),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
