from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0006_words_that_mean_the_same'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upkeep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keep_days', models.PositiveSmallIntegerField(default=400, verbose_name='days for which single records are kept')),
            ],
            options={
                'verbose_name': 'records of readers',
                'verbose_name_plural': 'records of readers',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_one_upkeep'), models.CheckConstraint(condition=models.Q(('keep_days__gte', 30), ('keep_days__lte', 1825)), name='records_are_kept_for_a_while')],
            },
        ),
    ]
