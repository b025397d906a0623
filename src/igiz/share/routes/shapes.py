"""What sharing sends and takes over HTTP, validated here and nowhere else."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from igiz.core.http import Camel, Moment, cursor_of
from igiz.core.ids import ID_PATTERN, microseconds, moment
from igiz.share.formats import stix
from igiz.share.model.audience import Group, Recipient
from igiz.share.model.draft import Marking, Preview, ReportDraft
from igiz.share.model.marking import Pap, Tlp
from igiz.share.model.reasons import REASONS
from igiz.share.model.report import Detail, MarkingView, Remark, Row, Version

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=300)]
OneLine = r"^[^\x00-\x1f\x7f]*$"
Lines = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Text without control characters, of one line or of several."""
Level = Annotated[int, Field(ge=1, le=5)]
Grounds = Annotated[list[Annotated[str, Field(min_length=1, max_length=100, pattern=OneLine)]], Field(max_length=20)]
Severity = Literal["extreme", "severe", "moderate", "minor", "unknown"]
Kind = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9-]*$")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Position = Annotated[list[float], Field(min_length=2, max_length=2)]


class TextBody(Camel):
    """A text of the product's data in both languages."""

    nl: str
    en: str


class GeometryBody(Camel):
    """A GeoJSON geometry in WGS 84: a point, a line of 2 to 500 points or an area of one ring."""

    type: Literal["Point", "LineString", "Polygon"]
    coordinates: Any

    @model_validator(mode="after")
    def _positions(self) -> "GeometryBody":
        points = {"Point": [self.coordinates], "LineString": self.coordinates}.get(self.type)
        if self.type == "Polygon":
            if not isinstance(self.coordinates, list) or len(self.coordinates) != 1:
                raise ValueError("an area has one ring")
            points = self.coordinates[0]
        least = {"Point": 1, "LineString": 2, "Polygon": 4}[self.type]
        if not isinstance(points, list) or not least <= len(points) <= 500:
            raise ValueError(f"a {self.type} has {least} to 500 positions")
        for number, point in enumerate(points):
            if not _is_position(point):
                raise ValueError(f"position {number} is not [longitude -180..180, latitude -90..90] in degrees")
        if self.type == "Polygon" and points[0] != points[-1]:
            raise ValueError("the ring of an area ends where it begins")
        return self


def _is_position(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in point)
        and -180 <= point[0] <= 180
        and -90 <= point[1] <= 90
    )


class PlaceIn(Camel):
    """Where a report speaks of."""

    geometry: GeometryBody | None = None
    name: str | None = Field(None, max_length=300, pattern=OneLine)


class PlaceOut(Camel):
    """Where, as exact as the reader may have it (metres; 0: exact)."""

    geometry: GeometryBody | None
    precision_m: int
    name: str | None


class RecipientBody(Camel):
    """A person or partner named to see a report."""

    principal: Id
    until: Moment | None = None
    min_level: Level = 1


class MarkingBody(Camel):
    """How far a report may go: TLP 2.0, PAP, groups, named recipients, level, personal data and the grounds for it.

    Of the grounds one is needed for each regime, other than one's own, that it reaches.
    """

    tlp: Tlp | None = None
    pap: Pap | None = None
    groups: list[Id] = Field(default=[], max_length=100)
    recipients: list[RecipientBody] = Field(default=[], max_length=500)
    purpose: str | None = Field(None, max_length=200, pattern=OneLine)
    min_level: Level | None = None
    personal_data: bool = False
    grounds: Grounds = Field(default=[])
    break_glass: bool = False

    def noun(self) -> Marking:
        """Return the marking."""
        return Marking(
            self.tlp,
            self.pap,
            tuple(dict.fromkeys(self.groups)),
            tuple(
                Recipient(each.principal, None if each.until is None else microseconds(each.until), each.min_level)
                for each in self.recipients
            ),
            self.purpose,
            self.min_level or 1,
            self.personal_data,
            tuple(dict.fromkeys(self.grounds)),
            self.break_glass,
        )


class ReportIn(Camel):
    """A report as its author sends it."""

    title: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")
    text: str = Field("", max_length=20_000, pattern=Lines)
    lang: Literal["nl", "en"] = "nl"
    kind: Kind = "information"
    severity: Severity = "unknown"
    seen_from: Moment | None = None
    useful_until: Moment | None = None
    place: PlaceIn | None = None
    marking: MarkingBody = Field(default_factory=lambda: MarkingBody.model_validate({}))
    attachments: list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(default=[], max_length=20)
    retention: int | None = Field(None, ge=1, le=3650)

    @model_validator(mode="after")
    def _order(self) -> "ReportIn":
        if self.seen_from and self.useful_until and self.useful_until <= self.seen_from:
            raise ValueError("usefulUntil lies before seenFrom")
        return self

    def noun(self) -> ReportDraft:
        """Return the draft."""
        geometry = self.place.geometry if self.place else None
        return ReportDraft(
            self.title.strip(),
            self.text,
            self.lang,
            self.kind,
            self.severity,
            self.marking.noun(),
            self.seen_from,
            self.useful_until,
            geometry.model_dump() if geometry else None,
            self.place.name if self.place else None,
            tuple(self.attachments),
            self.retention,
        )


class RowOut(Camel):
    """A shared object in a list. `position` is opaque."""

    id: str
    type: str
    position: str
    version: datetime
    title: str
    kind: str | None
    severity: Severity
    owner: str
    tlp: Tlp | None
    place: PlaceOut | None
    seen_from: datetime | None
    useful_until: datetime | None
    created: datetime
    revoked: bool
    mine: bool
    restricted: bool


def row_out(row: Row) -> RowOut:
    """Return a row as it goes out."""
    return RowOut.model_construct(**row_values(row))


def row_values(row: Row) -> dict[str, Any]:
    """Return the values of a row as they go out."""
    place = None
    if row.place is not None:
        geometry = row.place.geometry and GeometryBody.model_construct(**row.place.geometry)
        place = PlaceOut.model_construct(geometry=geometry, precision_m=row.place.precision_m, name=row.place.name)
    return {name: getattr(row, name) for name in Row.__slots__} | {
        "position": cursor_of(row.position),
        "place": place,
    }


class ReportPage(Camel):
    """Part of the list of shared objects, newest first."""

    items: list[RowOut]
    next: str | None
    total: int
    total_capped: bool


class ReasonOut(Camel):
    """Why, as a code of a closed list and in words."""

    code: str
    group: str | None = None
    text: TextBody


def reason_out(code: str, group: str | None = None) -> ReasonOut:
    """Return a reason as it goes out."""
    words = REASONS[code]
    return ReasonOut(code=code, group=group, text=TextBody(nl=words.nl, en=words.en))


class AttachmentOut(Camel):
    """A file; size in bytes."""

    sha256: str
    name: str
    type: str
    size: int


class SightingOut(Camel):
    """A partner's "I saw this too"."""

    id: str
    by: str
    at: datetime
    note: str


class OpinionOut(SightingOut):
    """A partner's opinion."""

    opinion: str


class ReferenceOut(Camel):
    """An object that a report refers to."""

    id: str
    type: str
    title: str


class ReportOut(RowOut):
    """A shared object with all that its reader may know of it."""

    text: str
    lang: str
    marking: MarkingBody
    why: list[ReasonOut]
    attachments: list[AttachmentOut]
    sightings: list[SightingOut]
    opinions: list[OpinionOut]
    refers_to: list[ReferenceOut]
    can_edit: bool
    can_revoke: bool
    stix: dict[str, Any]


def report_json(found: Detail) -> bytes:
    """Return a whole object as the JSON of `ReportOut`, every number of its STIX as it came."""
    value = _report_out(found).model_dump(mode="json", by_alias=True, exclude={"stix"})
    return stix.dump(value | {"stix": found.body})


def _report_out(found: Detail) -> ReportOut:
    return ReportOut.model_construct(
        **row_values(found.row),
        text=found.text,
        lang=found.lang,
        marking=marking_out(found.marking),
        why=[reason_out(code, group) for code, group in found.why],
        attachments=[AttachmentOut(sha256=e.sha256, name=e.name, type=e.type, size=e.size) for e in found.attachments],
        sightings=[SightingOut(**_remark(each)) for each in found.sightings],
        opinions=[OpinionOut(**_remark(each), opinion=each.opinion or "neutral") for each in found.opinions],
        refers_to=[ReferenceOut(id=each.id, type=each.type, title=each.title) for each in found.refers_to],
        can_edit=found.can_edit and not found.row.revoked,
        can_revoke=found.can_edit and not found.row.revoked,
    )


def _remark(remark: Remark) -> dict[str, Any]:
    return {"id": remark.id, "by": remark.by, "at": remark.at, "note": remark.note}


def marking_out(mark: MarkingView) -> MarkingBody:
    """Return a marking as far as its reader may know it."""
    return MarkingBody(
        tlp=mark.tlp,
        pap=mark.pap,
        groups=list(mark.groups),
        recipients=[
            RecipientBody(
                principal=each.principal,
                until=None if each.until is None else moment(each.until),
                min_level=each.min_level,
            )
            for each in mark.recipients
        ],
        purpose=mark.purpose,
        min_level=mark.min_level,
        personal_data=mark.personal_data,
        grounds=list(mark.grounds),
        break_glass=mark.break_glass,
    )


class VersionOut(Camel):
    """A version of an object."""

    version: datetime
    title: str
    text: str
    tlp: Tlp | None
    changed_by: str | None
    at: datetime


class Versions(Camel):
    """The versions that the reader may see, newest first."""

    items: list[VersionOut]


def version_out(each: Version) -> VersionOut:
    """Return a version as it goes out."""
    return VersionOut(
        version=each.version, title=each.title, text=each.text, tlp=each.tlp, changed_by=each.changed_by, at=each.at
    )


class PersonShown(Camel):
    """A person by role name."""

    id: str
    name: str


class ReachedOut(Camel):
    """A partner that will see it."""

    partner: str
    persons: int
    reason: ReasonOut
    precision_m: int
    ground: str | None
    people: list[PersonShown] | None
    until: datetime | None
    min_level: int


class NotReachedOut(Camel):
    """A partner (or, without one, everyone outside the zone) that will not see it."""

    partner: str | None
    reason: ReasonOut


class RefusedOut(Camel):
    """A partner that may not get personal data without a ground, its regime, and the grounds that would cover it."""

    partner: str
    regime: str
    grounds: list[str]


class NewcomerOut(Camel):
    """A partner that joined a group since it was last used."""

    partner: str
    group: str
    since: datetime


class PreviewOut(Camel):
    """Exactly who will see it, and who will not, and why."""

    persons: int
    partners: int
    rows: list[ReachedOut]
    not_reached: list[NotReachedOut]
    refused: list[RefusedOut]
    new_since: list[NewcomerOut]
    public: bool
    empty_groups: list[str]


def preview_out(found: Preview) -> PreviewOut:
    """Return a preview as it goes out."""
    rows = [
        ReachedOut(
            partner=each.partner,
            persons=each.persons,
            reason=reason_out(each.reason, each.group),
            precision_m=each.precision_m,
            ground=each.ground,
            people=None if each.people is None else [PersonShown(id=who, name=name) for who, name in each.people],
            until=None if each.until is None else moment(each.until),
            min_level=each.min_level,
        )
        for each in found.reached
    ]
    return PreviewOut(
        persons=found.persons,
        partners=len(rows),
        rows=rows,
        not_reached=[NotReachedOut(partner=e.partner, reason=reason_out(e.reason)) for e in found.not_reached],
        refused=[
            RefusedOut(partner=each.partner, regime=each.regime, grounds=list(each.grounds)) for each in found.refused
        ],
        new_since=[NewcomerOut(partner=e.partner, group=e.group, since=moment(e.since)) for e in found.newcomers],
        public=found.public,
        empty_groups=list(found.empty_groups),
    )


class MemberOut(Camel):
    """A partner in a group."""

    partner: str
    since: datetime = Field(serialization_alias="from")
    until: datetime | None
    min_level: int
    invited_by: str


class GroupOut(Camel):
    """A sharing group as its members see it; `precisionM` metres is how exact its members get places."""

    id: str
    name: str
    purpose: str
    owner: str
    precision_m: int
    members: list[MemberOut]


def group_out(found: Group) -> GroupOut:
    """Return a group as it goes out."""
    return GroupOut(
        id=found.id,
        name=found.name,
        purpose=found.purpose,
        owner=found.owner,
        precision_m=found.precision_m,
        members=[
            MemberOut(
                partner=each.partner,
                since=moment(each.since),
                until=None if each.until is None else moment(each.until),
                min_level=each.min_level,
                invited_by=each.invited_by,
            )
            for each in found.members
        ],
    )
