"""The history tells when new promises moved a deadline. Going back forgets those events: the old rule has no room for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0005_followers_in_history"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ticketevent",
            name="event_kind_is_known",
        ),
        migrations.AlterField(
            model_name="ticketevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "Ticket created"),
                    ("requester_wrote", "Requester wrote"),
                    ("replied", "Reply sent"),
                    ("noted", "Note added"),
                    ("reply_undone", "Reply taken back"),
                    ("filed", "Automatic message filed"),
                    ("bounced", "Message could not be delivered"),
                    ("delivery_failed", "Delivery failed"),
                    ("status", "Status changed"),
                    ("reopened", "Reopened"),
                    ("priority", "Priority changed"),
                    ("category", "Category changed"),
                    ("team", "Team changed"),
                    ("assignee", "Assignee changed"),
                    ("subject", "Subject changed"),
                    ("tags", "Tags changed"),
                    ("requester", "Requester changed"),
                    ("participant", "Participant changed"),
                    ("followers", "Followers changed"),
                    ("sla_breached", "Deadline missed"),
                    ("sla_met", "Deadline met"),
                    ("sla_moved", "Deadline moved"),
                    ("link", "Link sent"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "created",
                            "requester_wrote",
                            "replied",
                            "noted",
                            "reply_undone",
                            "filed",
                            "bounced",
                            "delivery_failed",
                            "status",
                            "reopened",
                            "priority",
                            "category",
                            "team",
                            "assignee",
                            "subject",
                            "tags",
                            "requester",
                            "participant",
                            "followers",
                            "sla_breached",
                            "sla_met",
                            "sla_moved",
                            "link",
                        ],
                    )
                ),
                name="event_kind_is_known",
            ),
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop, "DELETE FROM tickets_ticketevent WHERE kind = 'sla_moved'", elidable=True
        ),
    ]
