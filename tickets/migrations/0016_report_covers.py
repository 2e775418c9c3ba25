"""The indexes of the facts hold all that reports read, so that a season is summed from them alone."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('tickets', '0015_canned_answers'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='ticketfacts',
            name='facts_created',
        ),
        RemoveIndexConcurrently(
            model_name='ticketfacts',
            name='facts_replied',
        ),
        RemoveIndexConcurrently(
            model_name='ticketfacts',
            name='facts_last_replied',
        ),
        RemoveIndexConcurrently(
            model_name='ticketfacts',
            name='facts_solved',
        ),
        AddIndexConcurrently(
            model_name='ticketfacts',
            index=models.Index(condition=models.Q(('is_counted', True)), fields=['created_at'], include=('ticket', 'team', 'assignee', 'channel', 'category', 'priority', 'first_response', 'next_response', 'resolution'), name='facts_created'),
        ),
        AddIndexConcurrently(
            model_name='ticketfacts',
            index=models.Index(condition=models.Q(('is_counted', True)), fields=['first_replied_at'], include=('ticket', 'team', 'assignee', 'channel', 'category', 'priority', 'first_replied_by', 'reply_seconds', 'reply_business_seconds'), name='facts_replied'),
        ),
        AddIndexConcurrently(
            model_name='ticketfacts',
            index=models.Index(condition=models.Q(('is_counted', True)), fields=['last_replied_at'], include=('ticket', 'team', 'assignee', 'channel', 'category', 'priority'), name='facts_last_replied'),
        ),
        AddIndexConcurrently(
            model_name='ticketfacts',
            index=models.Index(condition=models.Q(('is_counted', True)), fields=['first_solved_at'], include=('ticket', 'team', 'assignee', 'channel', 'category', 'priority', 'first_solved_by', 'solve_seconds', 'solve_business_seconds', 'replies', 'was_passed_on', 'reopened_at'), name='facts_solved'),
        ),
    ]
