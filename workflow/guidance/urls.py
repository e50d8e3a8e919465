from django.urls import path

from workflow.guidance.views import guide, told

urlpatterns = [
    path("moderation/guide/", guide.guide, name="guide"),
    path("moderation/guide/modifier/", guide.edit_guide, name="edit_guide"),
    path("moderation/modeles/", told.templates, name="templates"),
    path("moderation/modeles/<slug:outcome>/", told.edit_template, {"reason": ""}, name="edit_template"),
    path("moderation/modeles/<slug:outcome>/<slug:reason>/", told.edit_template, name="edit_template"),
]
