from django.urls import path

from workflow.demo import views

urlpatterns = [
    path("demo/", views.demo, name="demo"),
    path("demo/entrer/<int:pk>/", views.demo_sign_in, name="demo_sign_in"),
    path("demo/courriels/", views.mailbox, name="mailbox"),
]
