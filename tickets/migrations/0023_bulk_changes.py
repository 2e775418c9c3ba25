"""Changes of the settings that touch many tickets, done in batches."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [("tag_merge", "Tags merged"), ("tag_removal", "Tag deleted"), ("promises", "Deadlines moved")]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tickets", "0022_team_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("facts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of many tickets",
                "verbose_name_plural": "changes of many tickets",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index("id", condition=models.Q(("finished_at", None)), name="bulk_changes_to_do")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tag_merge", "tag_removal", "promises"])),
                        name="bulk_kind_is_known",
                    )
                ],
            },
        ),
    ]
