"""The JSON of partners, persons and sessions, shared by the routes of this part."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from igiz.core.http import Camel
from igiz.zone.model.people import Partner, PartnerKind, Person, Regime
from igiz.zone.model.text import Text
from igiz.zone.service.sessions import Described

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""One line of text, without control characters."""
Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""A short line of text."""


class TextShape(Camel):
    """The same words in Dutch and English."""

    nl: Line
    en: Line

    def text(self) -> Text:
        """Return the words."""
        return Text(self.nl, self.en)


class PartnerShape(Camel):
    """An organisation of the zone."""

    id: str
    name: TextShape
    short: str
    kind: PartnerKind
    controller: str
    regime: Regime
    shows_persons: bool
    active: bool


class PersonShape(Camel):
    """One of a partner's people; login and roles only for the own partner."""

    id: str
    name: str
    login: str | None
    partner: str
    roles: list[str]
    active: bool
    service: bool


class SessionShape(Camel):
    """Who is signed in, and which desks and verbs that opens. A token has neither id nor end here."""

    id: str | None
    person: PersonShape
    partner: PartnerShape
    roles: list[str]
    desks: list[str]
    can_write: bool
    can_decide: bool
    can_administer: bool
    can_audit: bool
    expires: datetime | None


def text_shape(text: Text) -> TextShape:
    """Return the JSON of words in both languages."""
    return TextShape(nl=text.nl, en=text.en)


def partner_shape(partner: Partner) -> PartnerShape:
    """Return the JSON of a partner."""
    return PartnerShape(
        id=partner.id,
        name=text_shape(partner.name),
        short=partner.short,
        kind=partner.kind,
        controller=partner.controller,
        regime=partner.regime,
        shows_persons=partner.shows_persons,
        active=partner.active,
    )


def person_shape(person: Person) -> PersonShape:
    """Return the JSON of a person."""
    return PersonShape(
        id=person.id,
        name=person.name,
        login=person.login,
        partner=person.partner,
        roles=sorted(person.roles),
        active=person.active,
        service=person.service,
    )


def session_shape(described: Described, may: dict[str, bool]) -> SessionShape:
    """Return the JSON of who is signed in; `may` says by role which verbs are open."""
    return SessionShape(
        id=described.session.id if described.session else None,
        person=person_shape(described.person),
        partner=partner_shape(described.partner),
        roles=sorted(described.person.roles),
        desks=list(described.desks),
        can_write=may["contributor"],
        can_decide=may["decider"],
        can_administer=may["administrator"],
        can_audit=may["auditor"],
        expires=described.session.expires if described.session else None,
    )
