"""What the desk's own mail server found out about the sender of a mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_search_and_history")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="sender_check",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
    ]
