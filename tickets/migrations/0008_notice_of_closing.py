"""Requesters are told when time closes their ticket."""

from django.db import migrations, models

KINDS = [
    ("reply", "Reply"),
    ("acknowledgement", "Confirmation of receipt"),
    ("links", "Links to requests"),
    ("notice", "Notice"),
    ("closing", "Notice of closing"),
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_outlook_threads")]

    operations = [
        migrations.AlterField(
            model_name="delivery", name="kind", field=models.CharField(choices=KINDS, max_length=16)
        ),
        migrations.RemoveConstraint(model_name="delivery", name="delivery_kind_is_known"),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="delivery_kind_is_known"
            ),
        ),
    ]
