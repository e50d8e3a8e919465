from django.urls import path

from workflow.after_publication import readers, views
from workflow.claims.urls import claim_urls
from workflow.models import Step

urlpatterns = [
    path("experiences/<int:pk>/signaler/", readers.report, name="report"),
    path("moderation/signalements/", views.reported, name="reports"),
    path("moderation/signalements/<int:pk>/", views.report_bench, name="report_bench"),
    path("moderation/signalements/<int:pk>/classer/", views.dismiss_reports, name="dismiss_reports"),
    path("moderation/signalements/<int:pk>/transmettre/", views.escalate_reports, name="escalate_reports"),
    path("moderation/signalements/<int:pk>/corriger/", views.amend, name="amend"),
    path("moderation/signalements/<int:pk>/depublier/", views.unpublish, name="unpublish"),
    path("moderation/signalements/<int:pk>/republier/", views.republish, name="republish"),
    *claim_urls("moderation/signalements/", Step.REPORT, "_report"),
]
