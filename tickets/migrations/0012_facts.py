"""One row of facts per ticket, which reports are summed from. It fills itself from the events."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_account_mail'),
        ("tickets", "0011_chats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FactsProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='TicketFacts',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facts', serialize=False, to='tickets.ticket')),
                ('events', models.PositiveIntegerField()),
                ('is_counted', models.BooleanField()),
                ('is_unsolved', models.BooleanField()),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Urgent'), (2, 'High'), (3, 'Normal'), (4, 'Low')])),
                ('created_at', models.DateTimeField()),
                ('last_replied_at', models.DateTimeField(null=True)),
                ('first_replied_at', models.DateTimeField(null=True)),
                ('reply_seconds', models.PositiveBigIntegerField(null=True)),
                ('reply_business_seconds', models.PositiveBigIntegerField(null=True)),
                ('first_solved_at', models.DateTimeField(null=True)),
                ('solve_seconds', models.PositiveBigIntegerField(null=True)),
                ('solve_business_seconds', models.PositiveBigIntegerField(null=True)),
                ('replies', models.PositiveIntegerField(default=0)),
                ('was_passed_on', models.BooleanField(default=False)),
                ('reopened_at', models.DateTimeField(null=True)),
                ('first_response', models.PositiveSmallIntegerField(choices=[(0, 'Not applicable'), (1, 'Running'), (2, 'Met'), (3, 'Missed'), (4, 'Missed because the target moved')], default=0)),
                ('next_response', models.PositiveSmallIntegerField(choices=[(0, 'Not applicable'), (1, 'Running'), (2, 'Met'), (3, 'Missed'), (4, 'Missed because the target moved')], default=0)),
                ('resolution', models.PositiveSmallIntegerField(choices=[(0, 'Not applicable'), (1, 'Running'), (2, 'Met'), (3, 'Missed'), (4, 'Missed because the target moved')], default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name='factsprogress',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='facts_progress_is_one_row'),
        ),
        migrations.AddField(
            model_name='ticketfacts',
            name='assignee',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ticketfacts',
            name='category',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.category'),
        ),
        migrations.AddField(
            model_name='ticketfacts',
            name='channel',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.channel'),
        ),
        migrations.AddField(
            model_name='ticketfacts',
            name='first_replied_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ticketfacts',
            name='first_solved_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ticketfacts',
            name='team',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.team'),
        ),
        migrations.AddIndex(
            model_name='ticketfacts',
            index=models.Index(models.F('created_at'), condition=models.Q(('is_counted', True)), name='facts_created'),
        ),
        migrations.AddIndex(
            model_name='ticketfacts',
            index=models.Index(models.F('first_replied_at'), condition=models.Q(('is_counted', True)), name='facts_replied'),
        ),
        migrations.AddIndex(
            model_name='ticketfacts',
            index=models.Index(models.F('last_replied_at'), condition=models.Q(('is_counted', True)), name='facts_last_replied'),
        ),
        migrations.AddIndex(
            model_name='ticketfacts',
            index=models.Index(models.F('first_solved_at'), condition=models.Q(('is_counted', True)), name='facts_solved'),
        ),
        migrations.AddIndex(
            model_name='ticketfacts',
            index=models.Index(models.F('reopened_at'), condition=models.Q(('is_counted', True), ('reopened_at__isnull', False)), name='facts_reopened'),
        ),
        migrations.AddIndex(
            model_name='ticketfacts',
            index=models.Index(condition=models.Q(('is_counted', True), ('is_unsolved', True)), fields=['assignee', 'created_at'], include=('team', 'channel', 'category', 'priority', 'ticket'), name='facts_unsolved'),
        ),
        migrations.AddConstraint(
            model_name='ticketfacts',
            constraint=models.CheckConstraint(condition=models.Q(('first_solved_at__isnull', False), ('reopened_at', None), _connector='OR'), name='only_solved_tickets_reopen'),
        ),
    ]
