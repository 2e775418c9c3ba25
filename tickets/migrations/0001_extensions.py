"""What PostgreSQL itself must bring: needs a superuser, or a database where the extensions are trusted."""

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (BtreeGistExtension(), BtreeGinExtension(), TrigramExtension(), UnaccentExtension())
