from django.urls import path

from workflow.claims.urls import claim_urls
from workflow.models import Step
from workflow.replies.views import inbox, rating, validation

urlpatterns = [
    path("reponses/", inbox.inbox, name="inbox"),
    path("reponses/<int:pk>/", inbox.desk, name="desk"),
    path("reponses/<int:pk>/brouillon/", inbox.save_draft, name="save_draft"),
    path("reponses/<int:pk>/soumettre/", inbox.submit_reply, name="submit_reply"),
    *claim_urls("reponses/", Step.DRAFT, "_draft"),
    path("validation/", validation.validation, name="validation"),
    path("validation/<int:pk>/", validation.judge, name="judge"),
    path("validation/<int:pk>/approuver/", validation.approve, name="approve"),
    path("validation/<int:pk>/modifier/", validation.approve_with_edits, name="approve_with_edits"),
    path("validation/<int:pk>/renvoyer/", validation.send_back, name="send_back"),
    *claim_urls("validation/", Step.VALIDATE, "_validate"),
    path("reponses/<int:pk>/juger/", rating.rate, name="rate"),
]
