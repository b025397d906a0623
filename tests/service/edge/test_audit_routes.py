"""An auditor sees the own partner's leaves alone, proves them, and takes an export that verifies."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from fastapi.responses import Response

from igiz.core import audit, audit_verify, checkpoint, merkle
from igiz.core.bus import Courier, Handler
from igiz.core.checkpoint import SigningKey
from igiz.core.clock import Clock
from igiz.core.errors import Problem
from igiz.core.limits import Limiter
from igiz.core.metrics import Metrics
from igiz.edge.web import audit as audit_routes
from igiz.edge.web import health, problems
from igiz.edge.web.app import create_app
from igiz.edge.web.stream import Hub, Listener
from igiz.share.service.handlers import HANDLERS
from igiz.zone.model.actor import Actor
from igiz.zone.model.messages import PartnerAdded
from igiz.zone.routes import callers
from igiz.zone.service.identity import Identity
from tests.service.edge.conftest import NOW, Place
from tests.service.zone.people.asgi import Browser


def browser(place: Place, actor: Actor | None, **values: Any) -> Browser:
    app = FastAPI(redirect_slashes=False)
    app.include_router(audit_routes.router)
    app.include_router(health.router)
    state = app.state
    state.db, state.settings, state.clock, state.chores = place.db, place.settings, Clock(), None
    state.identity, state.metrics, state.limiter = Identity(b"k" * 64), Metrics(), Limiter(place.settings.server)
    state.look, state.hub = health.Look(), Hub(place.db, Clock(), 10)
    if actor is not None:
        app.dependency_overrides[callers.signed_in] = lambda: actor

    @app.exception_handler(Problem)
    def problem(_request: Request, error: Problem) -> Response:
        return problems.answer(error)

    async def newer(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "asgi": {"version": "3.0", "spec_version": "2.4"}}, receive, send)

    return Browser(newer, **values)


@pytest.fixture(autouse=True)
def looking_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.0)


@pytest.fixture
def auditor(place: Place) -> Browser:
    """The police's auditor, after the city shared a report and before that the operator added both partners."""
    place.report("SECRET of the city")

    def write(tx: Any) -> None:
        for number in range(3):
            audit.record(tx, "read", actor=place.police.person, partner=place.police.partner, number=number)

    place.db.write(write, NOW)
    return browser(place, place.police)


def test_the_leaves_are_the_own_partners_alone(place: Place, auditor: Browser) -> None:
    first = auditor.get("/v1/audit/leaves?limit=2").json
    rest = auditor.get(f"/v1/audit/leaves?limit=100&cursor={first['next']}").json
    items = first["items"] + rest["items"]
    assert [(each["action"], each["detail"]) for each in items[:3]] == [("read", {"number": n}) for n in (2, 1, 0)]
    assert [each["action"] for each in items[3:]] == ["person-added", "partner-added"]
    assert place.city.partner not in str(items)
    with place.db.read(system=True) as conn:
        assert (first["size"], first["root"]) == (audit.size(conn), audit.root(conn, first["size"]).hex())
    assert (first["items"][0]["at"], first["items"][0]["erased"], rest["next"]) == ("2026-11-02T12:00:00Z", False, None)


def test_it_needs_the_role_of_auditor(place: Place) -> None:
    other = browser(place, replace(place.police, roles=frozenset({"administrator", "decider", "contributor"})))
    for path in ("leaves", "leaves/0/proof", "checkpoints", "consistency-proofs?first=0&second=0", "export"):
        assert other.get(f"/v1/audit/{path}").status == 403, path
        assert browser(place, None).get(f"/v1/audit/{path}").status == 401, path
    assert other.post("/v1/audit/witness-signatures", {"note": "", "key": ""}).status == 403


def test_a_leaf_is_proved_and_anothers_leaf_does_not_exist(place: Place, auditor: Browser) -> None:
    leaf = auditor.get("/v1/audit/leaves?limit=1").json["items"][0]
    key = place.audit_key()
    head = place.db.write(lambda tx: audit.sign_checkpoint(tx, key))
    proof = auditor.get(f"/v1/audit/leaves/{leaf['index']}/proof").json
    assert head is not None
    assert (proof["leafHash"], proof["checkpoint"], proof["root"]) == (leaf["hash"], head.note, head.root.hex())
    path = [bytes.fromhex(each) for each in proof["hashes"]]
    merkle.verify_inclusion(bytes.fromhex(leaf["hash"]), proof["index"], proof["size"], path, head.root)
    with place.db.read(system=True) as conn:
        theirs = audit.leaves(conn, [place.city.partner], None, 1)[0]["number"]
    missing = auditor.get("/v1/audit/leaves/999999/proof")
    assert auditor.get(f"/v1/audit/leaves/{theirs}/proof").body == missing.body
    assert missing.status == 404
    earlier = auditor.get(f"/v1/audit/consistency-proofs?first=1&second={head.size}").json
    merkle.verify_consistency(
        1, head.size, [bytes.fromhex(each) for each in earlier["hashes"]],
        bytes.fromhex(earlier["firstRoot"]), bytes.fromhex(earlier["secondRoot"]),
    )  # fmt: skip


def test_the_export_verifies_and_hides_what_is_of_others(place: Place, auditor: Browser) -> None:
    answer = auditor.get("/v1/audit/export")
    key = place.audit_key().verifier.text()
    verdict = audit_verify.verify(answer.body.decode().splitlines(keepends=True), key=key)
    assert (answer.status, verdict.problems, verdict.leaves - verdict.erased) == (200, [], 6)
    assert (place.city.partner.encode() in answer.body, place.city.person.encode() in answer.body) == (False, False)
    assert auditor.get("/v1/audit/leaves?limit=1").json["items"][0]["action"] == "audit-exported"


def test_a_partner_is_a_witness(place: Place, auditor: Browser) -> None:
    key = place.audit_key()
    place.db.write(lambda tx: audit.sign_checkpoint(tx, key))
    listed = auditor.get("/v1/audit/checkpoints").json
    note = listed["items"][0]["note"]
    assert (listed["key"], listed["next"]) == (key.verifier.text(), None)
    witness = SigningKey("police.example", Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))
    signed = {"note": checkpoint.cosign(note, witness), "key": witness.verifier.text()}
    assert auditor.post("/v1/audit/witness-signatures", signed).status == 201
    kept = auditor.get("/v1/audit/checkpoints").json["items"][0]["note"]
    checkpoint.verify(kept, [key.verifier, witness.verifier])
    assert auditor.post("/v1/audit/witness-signatures", signed | {"key": "x"}).status == 400
    size = listed["items"][0]["size"]
    forged = checkpoint.write(checkpoint.Checkpoint(key.name, size, b"\x01" * 32), [witness])
    refused = auditor.post("/v1/audit/witness-signatures", {"note": forged, "key": witness.verifier.text()})
    assert (refused.status, refused.json["type"]) == (400, "urn:igiz:problem:not-our-checkpoint")
    assert base64.b64decode(kept.split("\n")[2]).hex() == listed["items"][0]["root"]


def test_the_instance_says_whether_it_is_alive_and_ready(place: Place) -> None:
    caller, courier = browser(place, None), Courier(place.db, HANDLERS)
    while courier.deliver():
        pass
    assert (caller.get("/health/live").json, caller.get("/health/ready").status) == ({"status": "ok"}, 200)
    with place.db.admin_engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    refused = caller.get("/health/ready")
    assert (refused.status, refused.headers["retry-after"]) == (503, "10")
    assert refused.json["type"] == "urn:igiz:problem:not-ready"
    assert [each["where"] for each in refused.json["errors"]] == ["migrations"]
    assert "the database is at 0001" in refused.json["errors"][0]["what"]
    far = browser(place, None, peer="192.0.2.7").get("/health/ready").json["errors"][0]["what"]
    assert far.startswith("Restart `igiz serve`")


def test_who_asks_often_is_answered_from_one_look(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LOOK_SECONDS", 60.0)
    caller, before = browser(place, None), list[float]()
    place.db.timed = lambda seconds, _ok: before.append(seconds)
    assert len({caller.get("/health/ready").status for _ in range(20)}) == 1
    assert len(before) == 1


def test_the_figures_tell_what_happened(place: Place) -> None:
    app = create_app(place.settings, place.db, chores=False)
    app.state.hub.join(Listener(place.police, None, 0))
    place.db.write(lambda tx: tx.position())
    with pytest.raises(IndexError):
        place.db.write(lambda tx: [].pop())

    def fail(_tx: Any, _message: Any) -> None:
        raise ValueError

    courier = Courier(place.db, [Handler("share.broken", PartnerAdded, fail)])
    courier.failed = app.state.metrics.handler_failed
    courier.deliver()
    figures = Browser(app).get("/metrics").body.decode()
    assert "igiz_stream_clients 1.0" in figures
    assert 'igiz_writes_total{outcome="failed"} 2.0' in figures
    assert 'igiz_handler_failures_total{handler="share.broken"} 1.0' in figures


def test_without_the_audit_key_it_serves_says_so_and_gives_what_was_signed(place: Place, auditor: Browser) -> None:
    courier, key = Courier(place.db, HANDLERS), place.audit_key()
    while courier.deliver():
        pass
    place.db.write(lambda tx: audit.sign_checkpoint(tx, key))
    assert auditor.get("/health/ready").json["status"] == "ok"
    place.settings.audit.key_file.unlink()
    near, far = auditor.get("/health/ready"), browser(place, None, peer="192.0.2.7").get("/health/ready")
    assert (near.status, near.json["status"]) == (200, "degraded")
    assert near.json["parts"][-1]["what"].startswith("There is no audit key in")
    assert far.json["parts"][-1] == {"name": "audit key", "what": "needs its administrator"}
    listed = auditor.get("/v1/audit/checkpoints").json
    assert (listed["key"], listed["formerKeys"], len(listed["items"])) == (key.verifier.text(), [], 1)
    found = audit_verify.verify(auditor.get("/v1/audit/export").body.decode().splitlines())
    assert ["no checkpoint vouches" in each.what for each in found.problems] == [True]


def test_a_log_that_was_never_signed_says_that_its_key_cannot_be_used(place: Place, auditor: Browser) -> None:
    place.settings.audit.key_file.write_text("nonsense")
    refused = auditor.get("/v1/audit/checkpoints")
    assert (refused.status, refused.json["type"]) == (503, "urn:igiz:problem:audit-key-away")


def test_the_keys_that_signed_before_are_listed(place: Place, auditor: Browser) -> None:
    former = place.audit_key()
    place.db.write(lambda tx: audit.sign_checkpoint(tx, former))
    done = audit.rotate_key(place.db, place.settings, audit.Doer("operator", "", "a new machine"), NOW)
    listed = auditor.get("/v1/audit/checkpoints").json
    assert listed["key"] == done.key.text()
    assert listed["formerKeys"] == [{"key": former.verifier.text(), "until": done.head.size}]


def test_messages_that_nobody_delivers_are_noticed(place: Place) -> None:
    refused = browser(place, None).get("/health/ready")
    assert [each["where"] for each in refused.json["errors"]] == ["courier"]


def test_the_figures_are_for_this_machine_and_for_administrators(place: Place) -> None:
    near = browser(place, None).get("/metrics")
    assert (near.status, near.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert b"igiz_outbox_age_seconds" in near.body
    assert browser(place, None).get("/metrics", x_forwarded_for="192.0.2.7").status == 401
    assert browser(place, None, peer="192.0.2.7").get("/metrics").status == 401
