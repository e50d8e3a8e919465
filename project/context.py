from django.conf import settings
from django.http import HttpRequest

from directory.rights import viewer_of


def site(request: HttpRequest) -> dict[str, object]:
    """What every page may ask: who looks at it, and whether this is the demo."""
    return {"viewer": viewer_of(request.user), "DEMO": settings.DEMO}
