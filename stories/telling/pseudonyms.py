"""Pseudonyms to start from: nobody's name, easy to read, easy to change."""

from secrets import choice, randbelow

NAMES = [
    "Hirondelle", "Marguerite", "Tilleul", "Alouette", "Noisette", "Coquelicot", "Mésange", "Bruyère",
    "Libellule", "Romarin", "Grenadine", "Pervenche", "Cerisier", "Lavande", "Papillon", "Roitelet",
]  # fmt: skip


def suggest() -> str:
    """« Hirondelle 47 »."""
    return f"{choice(NAMES)} {10 + randbelow(90)}"
