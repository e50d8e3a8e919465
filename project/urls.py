from allauth.account import views as accounts
from django.urls import include, path
from django.views.generic import RedirectView

# Signing in is by e-mail code alone: allauth's pages for passwords, addresses and sign-up do not exist here.
sign_in = [
    path("login/", RedirectView.as_view(pattern_name="account_request_login_code"), name="account_login"),
    path("login/code/", accounts.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", accounts.confirm_login_code, name="account_confirm_login_code"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("logout/", accounts.logout, name="account_logout"),
]

urlpatterns = [
    path("compte/", include(sign_in)),
    path("", include("directory.urls")),
    path("", include("insights.urls")),
    path("", include("workflow.urls")),
    path("", include("stories.urls")),
    # What allauth calls signing up, and names in its mails to unknown addresses, is telling.
    path("raconter/", RedirectView.as_view(pattern_name="stories:tell"), name="account_signup"),
]
handler400 = "project.errors.bad_request"
handler403 = "project.errors.forbidden"
handler404 = "project.errors.not_found"
handler500 = "project.errors.server_error"
