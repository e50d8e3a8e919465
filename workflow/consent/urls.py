from django.urls import path

from workflow.consent import views

urlpatterns = [
    path("mes-experiences/<int:pk>/accord/", views.to_author, name="to_author"),
    path("mes-experiences/<int:pk>/accord/reponse/", views.answer_proposal, name="answer_proposal"),
    path("mes-experiences/<int:pk>/accord/precision/", views.answer_question, name="answer_question"),
]
