from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("services/recherche/", views.search, name="search"),
]
