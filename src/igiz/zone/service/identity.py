"""The instance's part in proving who somebody is: its secret, its address and its rules for signing in."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from igiz.core.errors import Forbidden
from igiz.core.settings import Security
from igiz.zone.model.actor import Actor

SECRET_BYTES = 32
"""Bytes of randomness in every cookie, token and link: 256 bits."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the verbs of signing in need of the instance. `key` is the content of the secret file."""

    key: bytes = field(repr=False)
    root_url: str = "http://localhost:8000"
    security: Security = field(default_factory=Security)

    @property
    def host(self) -> str:
        """Return the host name of the instance: the passkeys' relying party."""
        return urlsplit(self.root_url).hostname or "localhost"

    @property
    def https(self) -> bool:
        """Say whether people reach the instance over https."""
        return self.root_url.startswith("https://")

    def digest(self, purpose: str, secret: str) -> str:
        """Return the keyed hash by which a secret is kept; one made for another purpose opens nothing here."""
        return hmac.new(self.key, f"{purpose}:{secret}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def seal(self, text: str, owner: str) -> bytes:
        """Encrypt a text that must be read again, bound to its owner."""
        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self._sealing_key()).encrypt(nonce, text.encode(), owner.encode())

    def unseal(self, sealed: bytes, owner: str) -> str | None:
        """Decrypt a sealed text; nothing where the instance's secret was replaced since."""
        try:
            return AESGCM(self._sealing_key()).decrypt(sealed[:12], sealed[12:], owner.encode()).decode()
        except InvalidTag:
            return None

    def _sealing_key(self) -> bytes:
        return hmac.new(self.key, b"seal", hashlib.sha256).digest()

    def session_end(self, now: datetime) -> datetime:
        """Return when a session that begins now ends at the latest."""
        return now + timedelta(hours=self.security.session_hours)

    def idle_end(self, now: datetime) -> datetime:
        """Return when a session that is used now ends without further use."""
        return now + timedelta(minutes=self.security.idle_minutes)


def new_secret(prefix: str = "") -> str:
    """Make a secret of 256 random bits that fits in a cookie, a header and a link."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def own_session(actor: Actor) -> str:
    """Return the actor's session, or refuse who came with a token: these verbs are for people at a browser."""
    if actor.session is None:
        raise Forbidden("This is for a person who is signed in, not for a token. Sign in with a browser.")
    return actor.session
