"""Which rule of the oracle stands behind each route; a route without one fails the build."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

CARRIES_NOTHING = "carries nothing shared: searched for canaries"
ACTS = "acts on what the caller names: tried by everyone on what is hidden (test_every_path.py)"
OWN = "what is the caller's own: searched for canaries"
OPERATOR = "for who runs the instance: searched for canaries"

_RULES: dict[str, str] = {
    "lists": "/v1/reports /v1/counts",
    "one": "/v1/reports/{id} /v1/reports/{id}/versions /v1/reports/{id}/readers /v1/reports/{id}/attachments/{sha256}",
    "groups_of": "/v1/groups /v1/groups/{id}",
    "events": "/v1/events /v1/events.ics /v1/events/{id} /public.ics",
    "dealt": "/v1/stream",
    "bundles": "/v1/bundle",
    "taxii": (
        "/taxii2/zone/collections/ /taxii2/zone/collections/{collection}/ "
        "/taxii2/zone/collections/{collection}/objects/ /taxii2/zone/collections/{collection}/manifest/ "
        "/taxii2/zone/collections/{collection}/objects/{id}/ "
        "/taxii2/zone/collections/{collection}/objects/{id}/versions/"
    ),
    "public": "/public /public.atom /public/{report_id}",
    "own_things": "/v1/drafts /v1/audit/leaves /v1/audit/leaves/{index}/proof /v1/audit/export",
    OWN: "/v1/session /v1/sessions /v1/passkeys /taxii2/zone/status/{id}/ /v1/tokens",
    CARRIES_NOTHING: (
        "/v1/openapi.json /v1/partners /v1/partners/{partner_id} /v1/persons /v1/persons/{person_id} "
        "/v1/measure-levels /v1/zone /v1/zone/layers/{layer} /v1/places /v1/legal-grounds /v1/processing-register "
        "/v1/demo-roles /v1/invitations/{secret} /v1/audit/consistency-proofs /v1/audit/checkpoints "
        "/public.css /public/accessibility /public/privacy /taxii2/ /taxii2/zone/ /{page:path}"
    ),
    OPERATOR: "/health/live /health/ready /metrics",
}
READS = {path: rule for rule, paths in _RULES.items() for path in paths.split()}
WRITES = {
    "POST": (
        "/v1/reports /v1/reports/{id}/revocations /v1/reports/{id}/sightings /v1/reports/{id}/opinions "
        "/v1/reports/{id}/break-glass /v1/recipient-previews /v1/attachments /v1/groups /v1/groups/{id}/members "
        "/v1/events /v1/event-imports /v1/bundle /v1/measure-levels /v1/sessions /v1/demo-sessions "
        "/v1/invitations/{secret} /v1/passkey-options /v1/passkey-sessions /v1/passkeys /v1/totp /v1/partners "
        "/v1/persons /v1/persons/{person_id}/invitations /v1/tokens /v1/audit/witness-signatures "
        "/taxii2/zone/collections/{collection}/objects/"
    ),
    "PUT": "/v1/reports/{id} /v1/drafts/{id} /v1/totp",
    "PATCH": "/v1/groups/{id} /v1/events/{id} /v1/partners/{partner_id} /v1/persons/{person_id}",
    "DELETE": (
        "/v1/reports/{id} /v1/groups/{id}/members/{partner} /v1/events/{id} /v1/drafts/{id} /v1/session "
        "/v1/sessions/{session_id} /v1/passkeys/{passkey_id} /v1/totp /v1/persons/{person_id} /v1/tokens/{token_id}"
    ),
}
RULES = {("GET", path): rule for path, rule in READS.items()} | {
    (method, path): ACTS for method, paths in WRITES.items() for path in paths.split()
}


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers, files of the console apart."""
    yield from _routes(app.routes)


def _routes(found: Any) -> Iterator[tuple[str, str]]:
    for each in found:
        if hasattr(each, "original_router"):
            yield from _routes(each.original_router.routes)
        elif getattr(each, "methods", None):
            yield from ((method, each.path) for method in sorted(each.methods) if method != "HEAD")
