from django.urls import include, path

from workflow import (
    views_claims,
    views_demo,
    views_moderation,
    views_people,
    views_replies,
    views_tell,
    views_validation,
)
from workflow.models import Step

app_name = "workflow"


def claims(step: Step, suffix: str) -> list:
    """The five presses every kind of workbench has."""
    return [
        path(f"<int:pk>/{word}/", view, {"step": step}, name=f"{name}{suffix}")
        for word, name, view in [
            ("prendre", "claim", views_claims.claim),
            ("rendre", "release", views_claims.release),
            ("reprendre", "take_over", views_claims.take_over),
            ("prolonger", "renew", views_claims.renew),
            ("copie", "keep_copy", views_claims.keep_copy),
        ]
    ]


moderation = [
    path("", views_moderation.moderation, name="moderation"),
    path("suivant/", views_moderation.next_story, name="next"),
    path("<int:pk>/", views_moderation.bench, name="bench"),
    path("<int:pk>/publier/", views_moderation.publish, name="publish"),
    path("<int:pk>/corriger/", views_moderation.correct, name="correct"),
    path("<int:pk>/rejeter/", views_moderation.reject, name="reject"),
    *claims(Step.MODERATE, ""),
]
replies = [
    path("", views_replies.inbox, name="inbox"),
    path("<int:pk>/", views_replies.desk, name="desk"),
    path("<int:pk>/brouillon/", views_replies.save_draft, name="save_draft"),
    path("<int:pk>/soumettre/", views_replies.submit_reply, name="submit_reply"),
    path("<int:pk>/juger/", views_people.rate, name="rate"),
    *claims(Step.DRAFT, "_draft"),
]
validation = [
    path("", views_validation.validation, name="validation"),
    path("<int:pk>/", views_validation.judge, name="judge"),
    path("<int:pk>/approuver/", views_validation.approve, name="approve"),
    path("<int:pk>/modifier/", views_validation.approve_with_edits, name="approve_with_edits"),
    path("<int:pk>/renvoyer/", views_validation.send_back, name="send_back"),
    *claims(Step.VALIDATE, "_validate"),
]
urlpatterns = [
    path("moderation/", include(moderation)),
    path("reponses/", include(replies)),
    path("validation/", include(validation)),
    path("notifications/", views_people.notification_list, name="notifications"),
    path("notifications/lues/", views_people.read_all, name="read_all"),
    path("moi.css", views_people.mine_css, name="mine_css"),
    path("raconter/<int:pk>/courriel/", views_tell.send_code, name="send_code"),
    path("raconter/<int:pk>/code/", views_tell.confirm_code, name="confirm_code"),
    path("raconter/<int:pk>/envoyer/", views_tell.submit, name="submit"),
    path("mes-experiences/<int:pk>/retirer/", views_people.withdraw, name="withdraw"),
    path("demo/", views_demo.demo, name="demo"),
    path("demo/entrer/<int:pk>/", views_demo.demo_sign_in, name="demo_sign_in"),
    path("demo/courriels/", views_demo.mailbox, name="mailbox"),
]
