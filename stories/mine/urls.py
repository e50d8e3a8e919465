from django.urls import path

from stories.mine import views

urlpatterns = [
    path("mes-experiences/", views.mine, name="mine"),
    path("mes-experiences/<int:pk>/retrait/", views.withdraw, name="withdraw"),
    path("mes-experiences/<int:pk>/reecrire/", views.rewrite, name="rewrite"),
    path("mes-experiences/reponses/<int:pk>/avis/", views.rate, name="rate"),
]
