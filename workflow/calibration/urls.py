from django.urls import path

from workflow.calibration import views
from workflow.claims.urls import claim_urls
from workflow.models import Step

urlpatterns = [
    path("moderation/etalonnage/", views.calibration, name="calibration"),
    path("moderation/etalonnage/suivante/", views.next_calibration, name="next_calibration"),
    path("moderation/etalonnage/<int:pk>/", views.calibrate, name="calibrate"),
    path("moderation/etalonnage/<int:pk>/avis/", views.opine, name="opine"),
    *claim_urls("moderation/etalonnage/", Step.CALIBRATE, "_calibrate"),
]
