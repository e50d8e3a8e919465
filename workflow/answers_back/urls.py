from django.urls import path

from workflow.answers_back import author_views, views
from workflow.claims.urls import claim_urls
from workflow.models import Step

urlpatterns = [
    path("mes-experiences/reponses/<int:pk>/suite/", author_views.say_back, name="say_back"),
    path("moderation/suites/", views.answers, name="answers"),
    path("moderation/suites/<int:pk>/", views.answer_bench, name="answer_bench"),
    path("moderation/suites/<int:pk>/publier/", views.publish_answer, name="publish_answer"),
    path("moderation/suites/<int:pk>/rejeter/", views.reject_answer, name="reject_answer"),
    *claim_urls("moderation/suites/", Step.ANSWER, "_answer"),
]
