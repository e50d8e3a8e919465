from django.urls import path

from workflow.notifications import views

urlpatterns = [
    path("notifications/", views.notification_list, name="notifications"),
    path("notifications/lues/", views.read_all, name="read_all"),
    path("notifications/lue/", views.read_one, name="read_one"),
]
