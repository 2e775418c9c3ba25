"""Indexes for reports, built beside running writers: answers by time, and who held the ball at an instant."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0012_facts"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                models.F("created_at"),
                models.F("author_user"),
                models.F("ticket"),
                condition=models.Q(("author_user__isnull", False), ("kind", "reply")),
                name="replies_by_time",
            ),
        ),
        AddIndexConcurrently(
            model_name="slasegment",
            index=django.contrib.postgres.indexes.GistIndex(
                condition=models.Q(("holder", "nobody"), _negated=True), fields=["during"], name="held_segments"
            ),
        ),
    ]
