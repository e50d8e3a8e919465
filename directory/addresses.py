"""An e-mail address in the one form that names an account: the only form that is stored, compared and written to.

Two addresses are the same if and only if their normal forms are, letter for letter. No database and no other
comparison decides it: PostgreSQL's UPPER makes I of ı, and S of ſ.
"""

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

AT_MOST = 254  # RFC 5321, erratum 1690
TOO_LONG = "Cette adresse est trop longue."
INCOMPLETE = "Cette adresse est incomplète. Elle doit ressembler à nom@exemple.fr."


class NoAddress(ValueError):
    """Not an address that anybody can have here; the message says why, in French."""


def normal_form(address: str) -> str:
    """NFKC, without what cannot be seen, in lower case; the part before the @ in ASCII, the rest as in DNS.

    Raises NoAddress for what has no such form. Whether mail arrives there is not asked.
    """
    # Before anything is done with it: normalising takes a time that grows with the square of its accents.
    if len(address) > 4 * AT_MOST:
        raise NoAddress(TOO_LONG)
    seen = "".join(
        sign for sign in unicodedata.normalize("NFKC", address) if unicodedata.category(sign) != "Cf"
    )
    # Lower case may decompose, and NFKC of that compose again.
    name, at, host = unicodedata.normalize("NFKC", seen.strip().lower()).rpartition("@")
    if not (name and at and host):
        raise NoAddress(INCOMPLETE)
    if not (name.isascii() and name.isprintable()) or " " in name:
        raise NoAddress("Cette adresse contient une lettre accentuée ou un signe inhabituel avant le « @ ».")
    try:
        # As people write it, or as DNS has it already: one form for both.
        found = f"{name}@{idna.encode(idna.decode(host, uts46=True), uts46=True).decode()}"
    except (idna.IDNAError, UnicodeError):
        raise NoAddress("Ce qui suit le « @ » n'est pas le nom d'un site.") from None
    if len(found) > AT_MOST:
        raise NoAddress(TOO_LONG)
    try:
        validate_email(found)
    except ValidationError:
        raise NoAddress(INCOMPLETE) from None
    return found
