from django.urls import path

from stories.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("experiences/", views.story_list, name="list"),
    path("experiences/<int:pk>/", views.story, name="story"),
]
