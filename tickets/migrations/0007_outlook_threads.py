"""What Outlook groups conversations by, so that an answer can carry it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_moved_deadlines_in_history")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="thread_index",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="message",
            name="thread_topic",
            field=models.CharField(blank=True, default="", max_length=250),
        ),
    ]
