import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0004_words_of_articles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('published', 'Published'), ('sent_back', 'Sent back'), ('withdrawn', 'Taken out of review')], max_length=10)),
                ('comment', models.TextField(blank=True, max_length=1000, verbose_name='comment')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='knowledge.revision')),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='knowledge.translation')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('translation',), name='one_open_review_per_text'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('outcome__in', ['published', 'sent_back', 'withdrawn'])), _connector='OR'), name='answered_reviews_have_an_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent_back'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='what_is_sent_back_says_why')],
            },
        ),
    ]
