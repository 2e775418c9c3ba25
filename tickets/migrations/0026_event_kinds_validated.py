from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0025_facts_counted'),
    ]

    operations = [
        ValidateConstraint(model_name='ticketevent', name='event_kind_is_known'),
    ]
