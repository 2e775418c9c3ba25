"""Chats: what a message answers and is known by at its provider, the pieces of a delivery, the window to answer in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0010_promises_revision'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeliveryPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('provider_id', models.CharField(max_length=255)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('read', 'Read'), ('failed', 'Failed'), ('cancelled', 'Taken back')], default='sent', max_length=10)),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.AddField(
            model_name='message',
            name='answers',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answered_by', to='tickets.message'),
        ),
        migrations.AddField(
            model_name='message',
            name='external_id',
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name='message',
            name='is_edit',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='window_expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(models.F('channel'), models.F('external_id'), condition=models.Q(('external_id', ''), _negated=True), name='message_by_external_id'),
        ),
        migrations.AddField(
            model_name='deliverypart',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='tickets.delivery'),
        ),
        migrations.AddIndex(
            model_name='deliverypart',
            index=models.Index(models.F('provider_id'), name='delivery_part_by_provider'),
        ),
        migrations.AddConstraint(
            model_name='deliverypart',
            constraint=models.UniqueConstraint(fields=('delivery', 'position'), name='one_part_per_position'),
        ),
        migrations.AddConstraint(
            model_name='deliverypart',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'cancelled'])), name='delivery_part_state_is_known'),
        ),
    ]
