"""SLA policies of single teams, beside the default one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_setup_steps"), ("tickets", "0021_category_teams")]

    operations = [
        migrations.CreateModel(
            name="TeamPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.slapolicy"
                    ),
                ),
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.team"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="slapolicy",
            name="teams",
            field=models.ManyToManyField(
                blank=True, related_name="+", through="tickets.TeamPolicy", to="accounts.team", verbose_name="teams"
            ),
        ),
    ]
