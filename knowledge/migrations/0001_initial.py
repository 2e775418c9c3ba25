
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tickets', '0005_followers_in_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('slug', models.SlugField(max_length=100, verbose_name='address')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('published', 'Published'), ('archived', 'Archived')], default='draft', max_length=9, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('updated_at', models.DateTimeField(verbose_name='changed')),
            ],
            options={
                'verbose_name': 'article in one language',
                'verbose_name_plural': 'articles in one language',
                'ordering': ('article', 'language'),
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                ('body', models.TextField(verbose_name='text')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what changed')),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('html', models.TextField(blank=True)),
                ('contents', models.JSONField(default=list)),
                ('words', models.PositiveIntegerField(default=0)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restored_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.revision')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='ArticleImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content_type', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('icon', models.CharField(default='book-open', max_length=40, verbose_name='icon')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='knowledge.category', verbose_name='inside of')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visibility', models.CharField(choices=[('public', 'Everybody'), ('internal', 'Only the desk')], default='public', max_length=8, verbose_name='who reads it')),
                ('is_featured', models.BooleanField(default=False, verbose_name='shown first in its topic')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('created_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_articles', to=settings.AUTH_USER_MODEL, verbose_name='who keeps it right')),
                ('source_ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.ticket')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='knowledge.category', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='CategoryText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, verbose_name='address')),
                ('description', models.CharField(blank=True, max_length=200, verbose_name='description')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='knowledge.category')),
            ],
            options={
                'verbose_name': 'name of a topic',
                'verbose_name_plural': 'names of topics',
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('translation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='counter', serialize=False, to='knowledge.translation')),
                ('views', models.PositiveIntegerField(default=0)),
                ('useful', models.PositiveIntegerField(default=0)),
                ('not_useful', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('translation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_text', serialize=False, to='knowledge.translation')),
                ('language', models.CharField(max_length=5)),
                ('vector', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('title', models.CharField(max_length=160)),
                ('body', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='translation',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='knowledge.article'),
        ),
        migrations.AddField(
            model_name='translation',
            name='images',
            field=models.ManyToManyField(blank=True, related_name='translations', to='knowledge.articleimage'),
        ),
        migrations.CreateModel(
            name='ArticleUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('viewed', 'Read'), ('inserted', 'Put into a reply as text'), ('linked', 'Put into a reply as a link'), ('deflected', 'Answered before a request was sent'), ('solved', 'Used on a ticket that was solved'), ('still_needed_help', 'Read, and help asked for all the same')], max_length=20)),
                ('at', models.DateTimeField()),
                ('ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='knowledge.translation')),
            ],
            options={
                'verbose_name': 'use of an article',
                'verbose_name_plural': 'uses of articles',
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_useful', models.BooleanField()),
                ('reason', models.CharField(blank=True, choices=[('not_my_question', 'It answers another question'), ('unclear', 'I did not understand it'), ('incomplete', 'Something is missing'), ('wrong', 'It is wrong or out of date'), ('did_not_work', 'I did what it says and it did not work')], max_length=20, verbose_name='reason')),
                ('comment', models.TextField(blank=True, max_length=1000, verbose_name='comment')),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('visitor', models.CharField(max_length=64)),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='knowledge.translation')),
            ],
            options={
                'verbose_name': 'feedback',
                'verbose_name_plural': 'feedback',
            },
        ),
        migrations.AddField(
            model_name='translation',
            name='latest_revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='knowledge.revision'),
        ),
        migrations.AddField(
            model_name='translation',
            name='published_revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='knowledge.revision'),
        ),
        migrations.AddField(
            model_name='translation',
            name='source_revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.revision'),
        ),
        migrations.AddField(
            model_name='revision',
            name='translation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='knowledge.translation'),
        ),
        migrations.CreateModel(
            name='SearchLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.CharField(max_length=200)),
                ('language', models.CharField(max_length=5)),
                ('hits', models.PositiveSmallIntegerField()),
                ('source', models.CharField(choices=[('portal', 'Help centre'), ('form', 'Request form'), ('agent', 'Ticket')], max_length=6)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'search',
                'verbose_name_plural': 'searches',
                'indexes': [models.Index(models.F('at'), name='searches_at'), models.Index(models.F('language'), models.F('query'), condition=models.Q(('hits', 0)), name='searches_missed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['portal', 'form', 'agent'])), name='search_source_is_known'), models.CheckConstraint(condition=models.Q(('query', ''), _negated=True), name='search_has_words')],
            },
        ),
        migrations.CreateModel(
            name='SlugRedirect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], max_length=5)),
                ('slug', models.SlugField(max_length=100)),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='knowledge.translation')),
            ],
            options={
                'verbose_name': 'former address',
                'verbose_name_plural': 'former addresses',
            },
        ),
        migrations.AddConstraint(
            model_name='articleimage',
            constraint=models.CheckConstraint(condition=models.Q(('content_type__in', ('image/png', 'image/jpeg', 'image/gif', 'image/webp'))), name='picture_type_is_known'),
        ),
        migrations.AddConstraint(
            model_name='articleimage',
            constraint=models.CheckConstraint(condition=models.Q(('height__gte', 1), ('width__gte', 1)), name='picture_has_a_size'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='topic_is_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'internal'])), name='article_visibility_is_known'),
        ),
        migrations.AddConstraint(
            model_name='categorytext',
            constraint=models.UniqueConstraint(fields=('category', 'language'), name='one_topic_name_per_language'),
        ),
        migrations.AddConstraint(
            model_name='categorytext',
            constraint=models.UniqueConstraint(fields=('language', 'slug'), name='one_topic_per_slug'),
        ),
        migrations.AddConstraint(
            model_name='categorytext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='topic_has_name_and_slug'),
        ),
        migrations.AddIndex(
            model_name='searchtext',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vector'], name='article_search'),
        ),
        migrations.AddIndex(
            model_name='searchtext',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('title'), 'gin_trgm_ops'), name='article_title_trigrams'),
        ),
        migrations.AddIndex(
            model_name='articleuse',
            index=models.Index(models.F('translation'), models.F('kind'), models.F('at'), name='article_uses'),
        ),
        migrations.AddIndex(
            model_name='articleuse',
            index=models.Index(models.F('at'), name='uses_at'),
        ),
        migrations.AddConstraint(
            model_name='articleuse',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['viewed', 'inserted', 'linked', 'deflected', 'solved', 'still_needed_help'])), name='article_use_is_known'),
        ),
        migrations.AddConstraint(
            model_name='articleuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('inserted', 'linked', 'solved')), _negated=True), ('ticket__isnull', False), _connector='OR'), name='agents_use_articles_on_tickets'),
        ),
        migrations.AddConstraint(
            model_name='articleuse',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'solved')), fields=('translation', 'ticket'), name='solved_once_per_ticket'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(fields=['translation', '-at'], name='article_feedback'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(fields=('translation', 'visitor', 'day'), name='one_feedback_per_visitor_and_day'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), models.Q(('is_useful', False), ('reason__in', ['not_my_question', 'unclear', 'incomplete', 'wrong', 'did_not_work'])), _connector='OR'), name='only_blame_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('visitor', ''), _negated=True), name='feedback_has_a_visitor'),
        ),
        migrations.AddIndex(
            model_name='translation',
            index=models.Index(condition=models.Q(('published_revision__isnull', False)), fields=['language', '-published_at'], name='recent_articles'),
        ),
        migrations.AddIndex(
            model_name='translation',
            index=models.Index(fields=['-updated_at'], name='articles_by_change'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('article', 'language'), name='one_translation_per_language'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('language', 'slug'), name='one_article_per_slug'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'published', 'archived'])), name='article_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='article_has_title_and_slug'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_revision', models.F('latest_revision')), ('published_revision__isnull', False)), _connector='OR'), name='published_articles_show_their_newest_text'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'archived'), _negated=True), ('published_revision__isnull', True), _connector='OR'), name='archived_articles_show_nothing'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_revision__isnull', True)), models.Q(('published_at__isnull', False), ('published_revision__isnull', False)), _connector='OR'), name='live_articles_know_since_when'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('translation', 'number'), name='one_revision_per_number'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), models.Q(('title', ''), _negated=True)), name='revision_has_number_and_title'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('html', ''), ('published_at__isnull', True)), ('published_at__isnull', False), _connector='OR'), name='only_published_revisions_are_rendered'),
        ),
        migrations.AddConstraint(
            model_name='slugredirect',
            constraint=models.UniqueConstraint(fields=('language', 'slug'), name='one_redirect_per_slug'),
        ),
    ]
