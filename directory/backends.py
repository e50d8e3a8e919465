from allauth.account.auth_backends import AuthenticationBackend

from directory.models import User


class AccountBackend(AuthenticationBackend):
    """Signing in is allauth's; whoever is signed in comes with their rights."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_rights(user_id)
        return user if user and self.user_can_authenticate(user) else None
