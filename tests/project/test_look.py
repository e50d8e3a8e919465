"""The one stylesheet: what it holds, what it leaves out, and that every page's classes are in it."""

import gzip
import re
from pathlib import Path
from posixpath import join, normpath

from django.conf import settings
from django.contrib.staticfiles import finders

from project import css, dsfr

# Part of DSFR's markup, but DSFR gives them no rule of their own.
NAMES_WITHOUT_A_RULE = {
    "fr-footer__content-item",
    "fr-header__body",
    "fr-input--error",
    "fr-stepper__details",
}
TEMPLATES = settings.BASE_DIR / "templates"


def test_the_finder_serves_the_bundle_and_nothing_else():
    path = finders.find("css/voxusagers.css")
    assert path and Path(path).read_text() == dsfr.bundle()
    finder = dsfr.BundleFinder()
    assert finder.find("css/site.css") == []
    assert [name for name, _ in finder.list([])] == ["css/voxusagers.css"]


def test_the_bundle_is_built_again_when_a_part_changes(tmp_path, monkeypatch):
    part = tmp_path / "site.css"
    part.write_text(".before{color:red}")
    monkeypatch.setattr(dsfr, "BUILT", tmp_path / "built")
    monkeypatch.setattr(dsfr, "sources", lambda: [("css/site.css", part)])
    assert "before" in dsfr.up_to_date().read_text()
    part.write_text(".after{color:red}")
    assert "after" in dsfr.up_to_date().read_text()


def test_the_bundle_weighs_less_than_forty_kilobytes_compressed():
    assert len(gzip.compress(dsfr.bundle().encode(), 9)) < 40_000


def test_every_address_in_the_bundle_leads_to_a_file_that_is_served():
    addresses = set(re.findall(r"""url\(["']?(?!data:|["'])([^)"']+)""", dsfr.bundle()))
    names = {normpath(join("css", address)) for address in addresses}
    assert len(names) > 10
    assert not {name for name in names if not finders.find(name)}


def test_every_dsfr_class_named_in_a_template_is_in_the_bundle():
    known = set(re.findall(r"\.(fr-[\w-]+)", dsfr.bundle())) | NAMES_WITHOUT_A_RULE
    missing = {
        f"{template.relative_to(TEMPLATES)}: {name}"
        for template in TEMPLATES.rglob("*.html")
        for classes in re.findall(r'class="([^"]*)"', template.read_text())
        # A name followed by {{ is only the beginning of one.
        for name in re.findall(r"(?<![\w-])fr-[\w-]+(?![\w-]*\{)", classes)
        if name not in known
    }
    assert not missing


def test_dark_colours_come_by_media_query_and_need_no_script():
    bundle = dsfr.bundle()
    assert "[data-fr-theme=dark]" not in bundle
    assert "@media (prefers-color-scheme:dark){:root:not([data-fr-theme=light]){--grey-1000-50" in bundle


def test_colours_any_stylesheet_may_name_survive_though_the_bundle_does_not_use_them():
    assert "--background-open-blue-france:" in dsfr.bundle()


def test_no_template_holds_an_inline_style_script_or_handler():
    refused = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|javascript:""")
    found = [
        f"{template.relative_to(TEMPLATES)}: {match[0]}"
        for template in TEMPLATES.rglob("*.html")
        for match in [refused.search(template.read_text())]
        if match
    ]
    assert not found


def test_selectors_are_split_at_their_own_commas_only():
    assert css.selectors("a:not(.b,.c) d, e:is(f, g:not(h,i)),j") == [
        "a:not(.b,.c) d",
        "e:is(f, g:not(h,i))",
        "j",
    ]


def test_parsing_keeps_rules_within_media_queries():
    assert css.printed(css.parse("a{b:c} @media (x){d{e:f;}} g{}")) == "a{b:c}@media (x){d{e:f}}g{}"
