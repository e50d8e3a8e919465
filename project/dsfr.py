"""One stylesheet for the whole site: the parts of the State's design system in use, then our own.

DSFR ships each component as a file of its own. This staticfiles finder joins the few we use into
``css/voxusagers.css`` (a third of the whole), for the development server and ``collectstatic`` alike,
and leaves out what cannot apply here. Nothing but this module knows how the wheel is laid out.
"""

import gzip
import os
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, relpath
from threading import get_ident
from typing import Any

import dsfr
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from project.css import Rule, parse, printed, selectors

NAME = "css/voxusagers.css"
COMPONENTS = (
    "link",
    "button",
    "badge",
    "alert",
    "callout",
    "stepper",
    "breadcrumb",
    "skiplink",
    "form",
    "input",
    "select",
    "checkbox",
    "radio",
    "header",
    "footer",
)
OURS = ("fonts", "icons", "site", "public", "forms", "desk", "workbench", "decisions", "queues", "register")

SHIPPED = Path(dsfr.__file__).parent / "static"
OWN = settings.BASE_DIR / "static"
BUILT = settings.VAR / "bundle"

# The State's logo, older icons, fonts (ours are in fonts.css), parts of components that need a script,
# palettes we never name, and all spacing classes but fr-mt-, -mb-, -pt-, -pb-, -py- with 0, 1v … 6v, 1w … 6w.
UNUSED = re.compile(
    r"@font-face|@-moz-document|fr-fi-|fr-logo|fr-artwork|fr-responsive|mourning|data-fr-scheme"
    r"|fr-(?:radio-rich|radio__|display--|translate|search|menu|nav|collapse|col-offset)"
    r"|fr-header__(?:menu|navbar|logo|operator|search)|fr-footer__(?:top|partners|logo|brand)"
    r"|fr-btn--(?:close|tooltip|account|fullscreen|display|briefcase|sort)"
    r"|fr-(?!m[tb]-|p[tby]-)[mp][trblxy]?-|fr-[mp][tby]-(?!(?:0|[1-6][vw])(?![\w-]))"
    r"|--(?:green|blue|purple|pink|yellow|orange|brown|beige)-(?!france)[a-z]+"
)
# Colours any of our stylesheets may name, such as each person's own, which no bundle can read ahead.
KEPT = re.compile(r"--(?:background|text|border)-[a-z-]*-(?:grey|blue-france|info|success|warning|error)$")
DARK = re.compile(r"(?::root)?\[data-fr-theme=dark\]")
# Whoever asks a browser for dark gets it, without a script and without a flash.
DARK_MEDIA = "@media (prefers-color-scheme:dark)"
DARK_ROOT = ":root:not([data-fr-theme=light])"


class BundleFinder(BaseFinder):
    """Finds css/voxusagers.css, building it again whenever one of its parts is newer."""

    storage = FileSystemStorage(location=BUILT, base_url=settings.STATIC_URL)

    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> list[str] | str:
        if path != NAME:
            return []
        built = str(up_to_date())
        return [built] if find_all else built

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        up_to_date()
        yield NAME, self.storage


def sources() -> list[tuple[str, Path]]:
    """Every part, as (name below the static folder, file), in cascade order."""
    shipped = ["dsfr/dist/core/core.main.min.css", "dsfr/dist/scheme/scheme.min.css"]
    shipped += [f"dsfr/dist/component/{name}/{name}.main.min.css" for name in COMPONENTS]
    own = [f"css/{name}.css" for name in OURS]
    return [(name, SHIPPED / name) for name in shipped] + [(name, OWN / name) for name in own]


def up_to_date() -> Path:
    """The bundle's file, built if need be, with its compressed copy beside it."""
    built = BUILT / NAME
    parts = [path for _, path in sources()] + [Path(__file__)]
    if not built.exists() or built.stat().st_mtime < max(part.stat().st_mtime for part in parts):
        css = bundle().encode()
        replace(built.with_name(built.name + ".gz"), gzip.compress(css, 9, mtime=0))
        replace(built, css)
    return built


def replace(path: Path, content: bytes) -> None:
    """Write a file whole: a process that reads at the same time sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
    fresh.write_bytes(content)
    fresh.replace(path)


def bundle() -> str:
    """All parts in one text: rebased, without what is unused, dark colours by media query."""
    rules: list[Rule] = []
    for name, path in sources():
        part = parse(rebased(path.read_text(), name))
        rules += part if path.is_relative_to(OWN) else filter(None, map(without_unused, part))
    return only_used_variables(printed(with_dark_scheme(rules)))


def rebased(css: str, name: str) -> str:
    """The same css, its relative addresses now seen from the bundle's folder."""

    def address(match: re.Match[str]) -> str:
        return f"url({relpath(join(dirname(name), match[1]), dirname(NAME))})"

    return re.sub(r"""url\(["']?(?!data:|#|/)([^)"']+)["']?\)""", address, css)


def without_unused(rule: Rule) -> Rule | None:
    head, body = rule
    if isinstance(body, list):
        kept = [inner for inner in map(without_unused, body) if inner]
        return (head, kept) if kept and not UNUSED.search(head) else None
    used = [selector for selector in selectors(head) if not UNUSED.search(selector)]
    return (",".join(used), body) if used and body else None


def with_dark_scheme(rules: list[Rule]) -> list[Rule]:
    """Rules for the dark theme, asked for by the browser instead of an attribute set by a script."""
    turned: list[Rule] = []
    for head, body in rules:
        if isinstance(body, list):
            turned.append((head, with_dark_scheme(body)))
            continue
        dark = [one for one in selectors(head) if DARK.search(one)]
        light = [one for one in selectors(head) if not DARK.search(one)]
        if light or not dark:
            turned.append((",".join(light), body))
        if dark:
            turned.append((DARK_MEDIA, [(DARK.sub(DARK_ROOT, ",".join(dark)), body)]))
    return turned


def only_used_variables(css: str) -> str:
    """Without the custom properties that nothing reads: most of the State's palette."""
    used = set(re.findall(r"var\((--[\w-]+)", css))
    shorter = re.sub(
        r"(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=\}))",
        lambda match: match[0] if match[1] in used or KEPT.match(match[1]) else "",
        css,
    )
    return css if shorter == css else only_used_variables(shorter)
