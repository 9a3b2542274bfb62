"""Names and keys that differ in upper and lower case alone are one name: the database says so too."""

from collections import Counter

from django.db import migrations, models
from django.db.models.functions import Lower


def tell_apart(apps, schema_editor):
    """The later of two that differ in case alone gets a number; nobody could be booked with it by name."""
    for model, name, form in (("Resource", "name", "{} ({})"), ("Service", "key", "{}_{}")):
        table = apps.get_model("bookings", model)
        rows = list(table.objects.order_by("position", "pk"))
        taken = Counter(getattr(row, name).lower() for row in rows)
        seen = set()
        for row in rows:
            own, number = getattr(row, name), 2
            limit = table._meta.get_field(name).max_length
            new = own
            while new.lower() in seen or (new != own and taken[new.lower()]):
                new, number = form.format(own[: limit - 5], number), number + 1
            seen.add(new.lower())
            if new != own:
                table.objects.filter(pk=row.pk).update(**{name: new})


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_bookings")]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.UniqueConstraint(Lower("name"), name="resource_name_folded"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(Lower("key"), name="service_key_folded"),
        ),
    ]
