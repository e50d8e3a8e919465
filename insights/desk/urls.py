from django.urls import path

from insights.desk import views

urlpatterns = [
    path("moderation/chiffres/", views.figures, name="desk_figures"),
]
