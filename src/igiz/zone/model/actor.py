"""Who acts: a person (or a service of a partner), with what its roles and scopes open."""

from dataclasses import dataclass

from igiz.core.access import PUBLIC, Viewer

READER, CONTRIBUTOR, DECIDER, ADMINISTRATOR, AUDITOR = "reader", "contributor", "decider", "administrator", "auditor"
ROLES = (READER, CONTRIBUTOR, DECIDER, ADMINISTRATOR, AUDITOR)
SCOPES = ("read", "write", "admin")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in. Roles open verbs and desks; what is seen depends on person and partner alone."""

    person: str
    partner: str
    roles: frozenset[str]
    scopes: frozenset[str]
    principals: tuple[int, ...]
    regime: str
    session: str | None = None

    def may(self, role: str, scope: str) -> bool:
        """Say whether a role is held and the credential's scope covers the verb."""
        return role in self.roles and scope in self.scopes

    def viewer(self, level: int) -> Viewer:
        """Return the viewer this actor is, at a measure level."""
        return Viewer(self.principals, level)


ANYONE = Viewer((PUBLIC,), 1)
"""Somebody who is not signed in."""
