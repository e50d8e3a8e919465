from django.urls import path

from workflow.context import views

urlpatterns = [
    path("moderation/<int:pk>/autour/", views.context, name="context"),
    path("moderation/<int:pk>/annoter/", views.annotate, name="annotate"),
    path("moderation/<int:pk>/noter/", views.note, name="note"),
]
