from django.urls import path

from workflow.author import sending, views

urlpatterns = [
    path("raconter/<int:pk>/courriel/", sending.send_code, name="send_code"),
    path("raconter/<int:pk>/code/", sending.confirm_code, name="confirm_code"),
    path("raconter/<int:pk>/envoyer/", sending.submit, name="submit"),
    path("mes-experiences/<int:pk>/retirer/", views.withdraw, name="withdraw"),
    path("mes-experiences/<int:pk>/reprendre/", views.resubmit, name="resubmit"),
]
