import os

from channels.routing import ProtocolTypeRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
pages = get_asgi_application()

from live.socket import live_socket  # noqa: E402  (the apps must be ready first)

# There is one kind of socket: what it may hear is in its token, not in its path.
application = ProtocolTypeRouter({"http": pages, "websocket": AllowedHostsOriginValidator(live_socket)})
