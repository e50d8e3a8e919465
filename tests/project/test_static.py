"""Our scripts: small, each said once, loaded in the order in which they need each other."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
SCRIPTS = {script.stem: script.read_text() for script in (settings.BASE_DIR / "static").glob("*.js")}
# What somebody loads who is at no desk.
PUBLIC = {"press", "times", "live", "page", "structure-search", "step", "saving", "tell"}


def block(template: Path) -> str:
    """The scripts of a page beyond those of every page, as its template and those that it extends have them."""
    text = template.read_text()
    parent = re.search(r'{% extends "([^"]+)" %}', text)
    above = block(TEMPLATES / parent[1]) if parent else ""
    own = re.search(r"{% block scripts %}(.*?){% endblock %}", text)
    return own[1].replace("{{ block.super }}", above) if own else above


def loaded(template: Path) -> list[str]:
    """Our scripts in the order of the page."""
    return re.findall(r"static '([\w-]+)\.js'", (TEMPLATES / "base.html").read_text() + block(template))


def pages() -> list[Path]:
    return [page for page in TEMPLATES.rglob("*.html") if '{% extends "' in page.read_text()]


def given(script: str) -> set[str]:
    """What a script adds to our one global, by name."""
    made = re.findall(r"window\.vox = {([^}]*)}", SCRIPTS[script])
    return {*re.findall(r"\bvox\.(\w+) =(?!=)", SCRIPTS[script]), *re.findall(r"\w+", " ".join(made))}


def asked(script: str) -> set[str]:
    """What it takes from there, its own included."""
    taken = re.findall(r"const {([^}]*)} = vox;", SCRIPTS[script])
    return {*re.findall(r"\bvox\.(\w+)", SCRIPTS[script]), *re.findall(r"\w+", " ".join(taken))}


def test_no_script_but_the_live_one_is_longer_than_a_hundred_and_fifty_lines():
    long = {name for name, text in SCRIPTS.items() if len(text.splitlines()) > 150}
    assert long <= {"live"}


@pytest.mark.parametrize("words", ["document.cookie", "csrf", "X-CSRFToken", 'method: "POST"'])
def test_only_one_script_knows_the_token_and_how_to_post(words):
    assert [name for name, text in SCRIPTS.items() if words.lower() in text.lower()] == ["press"]


def test_there_is_one_global_of_ours():
    everything = "\n".join(SCRIPTS.values())
    assert set(re.findall(r"\b(?:window|globalThis)\.(\w+) =(?!=)", everything)) == {"vox"}
    for name, text in SCRIPTS.items():
        assert re.search(r"\A(//.*\n)+\(\(\) => \{\n  \"use strict\";\n", text), name


def test_what_is_a_field_and_what_is_visible_is_said_once():
    for rule in ("[contenteditable]", "offsetParent", "template[data-chip]"):
        assert sum(text.count(rule) for text in SCRIPTS.values()) == 1, rule


def test_every_script_stands_after_what_it_asks_of_others():
    for page in pages():
        known: set[str] = set()
        for script in loaded(page):
            known |= given(script)
            assert asked(script) <= known, f"{page.relative_to(TEMPLATES)}: {script}"


def test_every_script_is_loaded_by_some_page_and_every_page_loads_what_exists():
    assert {script for page in pages() for script in loaded(page)} == set(SCRIPTS)


def test_public_pages_load_no_script_of_a_desk():
    public = [page for page in pages() if "workflow" not in page.relative_to(TEMPLATES).parts]
    assert len(public) > 30
    for page in public:
        assert set(loaded(page)) <= PUBLIC, page.relative_to(TEMPLATES)
