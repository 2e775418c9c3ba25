"""Which teams see a category; none of them named: every agent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_setup_steps"), ("tickets", "0020_opt_out")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="shown_to",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="accounts.team", verbose_name="teams that see it"
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="icon",
            field=models.CharField(default="circle-question-mark", max_length=40, verbose_name="picture"),
        ),
    ]
