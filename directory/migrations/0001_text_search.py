"""French text search without ICU: plain() for sorting, two configurations that ignore accents."""

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

CONFIGURATIONS = """
CREATE FUNCTION vox_plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$;
CREATE TEXT SEARCH CONFIGURATION vox_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION vox_words
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TEXT SEARCH CONFIGURATION vox_french (COPY = french);
ALTER TEXT SEARCH CONFIGURATION vox_french
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(
            CONFIGURATIONS,
            "DROP TEXT SEARCH CONFIGURATION vox_french; DROP TEXT SEARCH CONFIGURATION vox_words;"
            "DROP FUNCTION vox_plain(text);",
        ),
    ]
