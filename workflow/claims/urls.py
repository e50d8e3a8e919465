from django.urls import path

from workflow.claims import views
from workflow.models import Step

PRESSES = [
    ("prendre", "claim", views.claim),
    ("rendre", "release", views.release),
    ("reprendre", "take_over", views.take_over),
    ("prolonger", "renew", views.renew),
    ("copie", "keep_copy", views.keep_copy),
]


def claim_urls(base: str, step: Step, suffix: str) -> list:
    """The five presses that every kind of workbench has, below the address of its queue."""
    return [
        path(f"{base}<int:pk>/{word}/", view, {"step": step}, name=f"{name}{suffix}")
        for word, name, view in PRESSES
    ]
