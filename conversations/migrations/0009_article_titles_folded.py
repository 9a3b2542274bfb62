"""Titles that differ in upper and lower case alone are one title: the database says so too."""

from django.db import migrations, models
from django.db.models.functions import Lower


def tell_apart(apps, schema_editor):
    """The later of two that differ in case alone gets a number; both texts stay."""
    table = apps.get_model("conversations", "Article")
    rows = list(table.objects.order_by("created_at", "pk").values_list("pk", "title", "language"))
    taken = {(title.lower(), language) for _pk, title, language in rows}
    seen = set()
    for pk, own, language in rows:
        new, number = own, 2
        while (new.lower(), language) in (seen if new == own else seen | taken):
            new, number = f"{own[:194]} ({number})", number + 1
        seen.add((new.lower(), language))
        if new != own:
            table.objects.filter(pk=pk).update(title=new)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_provider_backlog")]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                Lower("title"), models.F("language"), name="article_title_folded"
            ),
        ),
    ]
