from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0005_reviews'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meaning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(editable=False, max_length=60, unique=True)),
                ('spanish', models.CharField(blank=True, max_length=400, verbose_name='words in Spanish')),
                ('english', models.CharField(blank=True, max_length=400, verbose_name='words in English')),
            ],
            options={
                'verbose_name': 'words that mean the same',
                'verbose_name_plural': 'words that mean the same',
                'ordering': ('key',),
                'constraints': [models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='meaning_has_a_key')],
            },
        ),
    ]
