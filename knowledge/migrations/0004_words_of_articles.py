"""The words of what was published before there was a list of them."""

from django.db import migrations

WORDS = """
INSERT INTO knowledge_searchword (language, word, lexeme)
SELECT DISTINCT ON (s.language, word) s.language, word, left(lexemes[1], 40)
FROM knowledge_searchtext s,
     LATERAL regexp_split_to_table(lower(unaccent(s.title || ' ' || s.body)), '[^[:alnum:]]+') AS word,
     LATERAL tsvector_to_array(to_tsvector(
         (CASE s.language WHEN 'en' THEN 'mesa_en' ELSE 'mesa_es' END)::regconfig, word)) AS lexemes
WHERE length(word) BETWEEN 2 AND 40 AND lexemes <> '{}'
ON CONFLICT (language, word) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = (("knowledge", "0003_search_words"),)
    operations = (migrations.RunSQL(WORDS, migrations.RunSQL.noop),)
