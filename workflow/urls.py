from django.urls import include, path

from workflow.workbench.mine import mine_css

app_name = "workflow"
ROOMS = (
    "moderation",
    "replies",
    "consent",
    "author",
    "context",
    "after_publication",
    "answers_back",
    "calibration",
    "journal",
    "notifications",
    "guidance",
    "demo",
)
urlpatterns = [
    path("moi.css", mine_css, name="mine_css"),
    *(path("", include(f"workflow.{room}.urls")) for room in ROOMS),
]
