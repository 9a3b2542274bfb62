from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_KEYS = ("anthropic", "bedrock", "vertex")
_SAID = (
    "Texten i konversationen, utan telefonnummer, för att formulera svar.",
    "The text of the conversation, without phone numbers, to word answers.",
)
_GETS = (
    "Konversationens text och en sammanfattning av det som sagts tidigare, namn och kommande bokningar, för att "
    "formulera svar. Inte telefonnumret.",
    "The text of the conversation and a summary of what was said before, name and coming bookings, to word "
    "answers. Not the phone number.",
)


def say(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The register's first entries left out the name, the bookings and the summary.

    What ops have worded since is theirs.
    """
    register = apps.get_model("privacy", "SubProcessor")
    first = register.objects.filter(key__in=_KEYS)
    first.filter(gets_sv=_SAID[0]).update(gets_sv=_GETS[0])
    first.filter(gets_en=_SAID[1]).update(gets_en=_GETS[1])


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_subprocessors")]
    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
