"""The demo's own world: structures, people and stories, all invented, and how they are loaded."""

import json
from functools import cache
from pathlib import Path
from typing import Any

# Every account of the demo has its address here, and nobody else has.
MAIL_DOMAIN = "demo.voxusagers.example"


@cache
def read(name: str) -> Any:
    """The content of one of the json files beside this module."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))


def address(key: str) -> str:
    """The e-mail of the demo's person of this key."""
    return f"{key}@{MAIL_DOMAIN}"
