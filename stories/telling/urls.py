from django.urls import path

from stories.telling.views import services, tell

urlpatterns = [
    path("a-qui-s-adresser/", tell.elsewhere, name="elsewhere"),
    path("raconter/", tell.tell, name="tell"),
    path("raconter/<int:pk>/", tell.resume, name="resume"),
    path("raconter/<int:pk>/services/", services.services, name="services"),
    path("raconter/<int:pk>/contact/", services.contact, name="contact"),
    path("raconter/<int:pk>/relecture/", tell.preview, name="preview"),
    path("raconter/<int:pk>/brouillon/", tell.autosave, name="autosave"),
    path("raconter/<int:pk>/effacer/", tell.discard, name="discard"),
    path("raconter/<int:pk>/merci/", tell.told, name="told"),
    # The other steps; reversing this name gives the three above as well.
    path("raconter/<int:pk>/<slug:slug>/", tell.step, name="step"),
]
