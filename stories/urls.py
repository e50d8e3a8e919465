from django.urls import path

from stories import views_mine, views_public, views_services, views_tell

app_name = "stories"
urlpatterns = [
    path("", views_public.home, name="home"),
    path("experiences/", views_public.story_list, name="list"),
    path("experiences/<int:pk>/", views_public.story, name="story"),
    path("a-qui-s-adresser/", views_tell.elsewhere, name="elsewhere"),
    path("raconter/", views_tell.tell, name="tell"),
    path("raconter/<int:pk>/", views_tell.resume, name="resume"),
    path("raconter/<int:pk>/services/", views_services.services, name="services"),
    path("raconter/<int:pk>/contact/", views_services.contact, name="contact"),
    path("raconter/<int:pk>/relecture/", views_tell.preview, name="preview"),
    path("raconter/<int:pk>/brouillon/", views_tell.autosave, name="autosave"),
    path("raconter/<int:pk>/effacer/", views_tell.discard, name="discard"),
    path("raconter/<int:pk>/merci/", views_tell.told, name="told"),
    # The other steps; reversing this name gives the three above as well.
    path("raconter/<int:pk>/<slug:slug>/", views_tell.step, name="step"),
    path("mes-experiences/", views_mine.mine, name="mine"),
    path("mes-experiences/<int:pk>/retrait/", views_mine.withdraw, name="withdraw"),
    path("mes-experiences/<int:pk>/reecrire/", views_mine.rewrite, name="rewrite"),
    path("mes-experiences/reponses/<int:pk>/avis/", views_mine.rate, name="rate"),
]
