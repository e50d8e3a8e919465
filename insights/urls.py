from django.urls import include, path

app_name = "insights"
urlpatterns = [path("", include("insights.desk.urls"))]
