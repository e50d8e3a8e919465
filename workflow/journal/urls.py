from django.urls import path

from workflow.journal import views

urlpatterns = [
    path("moderation/journal/", views.journal, name="journal"),
    path("moderation/journal.csv", views.journal_csv, name="journal_csv"),
]
