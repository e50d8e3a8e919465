from django.urls import include, path

app_name = "stories"
ROOMS = ("public", "telling", "mine")
urlpatterns = [path("", include(f"stories.{room}.urls")) for room in ROOMS]
