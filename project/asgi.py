import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
pages = get_asgi_application()

from live.socket import live_socket  # noqa: E402  (the apps must be ready first)

# Channels routes by Django's own path(), whose types know views only.
socket = path("live/", live_socket)  # type: ignore[arg-type]
application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(URLRouter([socket])),
    }
)
