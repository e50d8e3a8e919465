from django.urls import path

from workflow.claims.urls import claim_urls
from workflow.models import Step
from workflow.moderation.views import decide, desk, queue
from workflow.queues.queue import AWAITING, DECIDED_LATELY, SECOND

urlpatterns = [
    path("moderation/", desk.moderation, name="moderation"),
    path("moderation/secondes-lectures/", desk.moderation, {"queue": SECOND}, name="second"),
    path("moderation/attente/", desk.moderation, {"queue": AWAITING}, name="awaiting"),
    path("moderation/decidees/", desk.moderation, {"queue": DECIDED_LATELY}, name="decided"),
    path("moderation/ranger/", queue.arrange, name="arrange"),
    path("moderation/ecarter/", queue.bulk_reject, name="bulk_reject"),
    path("moderation/suivant/", decide.next_story, name="next"),
    path("moderation/<int:pk>/", desk.bench, name="bench"),
    path("moderation/<int:pk>/passer/", queue.pass_on, name="pass"),
    path("moderation/<int:pk>/publier/", decide.publish, name="publish"),
    path("moderation/<int:pk>/corriger/", decide.correct, name="correct"),
    path("moderation/<int:pk>/rejeter/", decide.reject, name="reject"),
    path("moderation/<int:pk>/proposer/", decide.propose, name="propose"),
    path("moderation/<int:pk>/demander/", decide.ask, name="ask"),
    path("moderation/<int:pk>/transmettre/", decide.escalate, name="escalate"),
    path("moderation/<int:pk>/annuler/", decide.undo, name="undo"),
    *claim_urls("moderation/", Step.MODERATE, ""),
]
