"""Codes and passkeys beside the password: registered, asked for, used once, removed."""

import base64
import hashlib
import json
from typing import Any

import cbor2
import pyotp
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from igiz.core.errors import Conflict
from igiz.core.settings import Security
from igiz.zone.service import second_factors
from igiz.zone.service.identity import Identity
from igiz.zone.store import factors
from tests.service.zone.people.asgi import Answer, Browser
from tests.service.zone.people.conftest import PASSWORD, City, Wall

ORIGIN = "http://localhost:8000"


def codes(browser: Browser, wall: Wall) -> pyotp.TOTP:
    """Set up codes for who is signed in."""
    made = browser.post("/v1/totp", {})
    assert made.status == 201
    totp = pyotp.TOTP(made.json["secret"])
    assert browser.put("/v1/totp", {"code": totp.at(wall.time)}).status == 204
    return totp


def signed(city: City, code: str | None = None, password: str = PASSWORD) -> Answer:
    body = {"login": "officer@police", "password": password} | ({} if code is None else {"code": code})
    return Browser(city.app()).post("/v1/sessions", body)


def test_codes_are_asked_for_once_they_are_confirmed(city: City, wall: Wall) -> None:
    browser = city.browser(city.officer)
    made = browser.post("/v1/totp", {}).json
    assert made["uri"].startswith("otpauth://totp/igiz%20localhost:officer%40police?secret=")
    assert made["qrSvg"].startswith("<svg ")
    assert signed(city).status == 201
    assert browser.put("/v1/totp", {"code": "000000"}).status == 400
    totp = pyotp.TOTP(made["secret"])
    assert browser.put("/v1/totp", {"code": totp.at(wall.time)}).status == 204
    assert signed(city).slug == "second-factor-needed"
    assert signed(city, password="wrong").slug == "wrong-credentials"
    assert signed(city, totp.at(wall.time), password="wrong").slug == "wrong-credentials"
    wall.pass_(seconds=30)
    assert signed(city, totp.at(wall.time)).status == 201


def test_a_code_is_good_once_and_never_after_a_later_one(city: City, wall: Wall) -> None:
    totp = codes(city.browser(city.officer), wall)
    # the code that confirmed is used up too
    assert signed(city, totp.at(wall.time)).slug == "wrong-credentials"
    wall.pass_(minutes=5)
    now, before = totp.at(wall.time), totp.at(wall.time, counter_offset=-1)
    assert signed(city, now).status == 201
    assert [signed(city, each).status for each in (now, before)] == [401, 401]


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 201), (0, 201), (1, 201), (2, 401)])
def test_a_clock_may_be_one_step_off(city: City, wall: Wall, steps: int, status: int) -> None:
    totp = codes(city.browser(city.officer), wall)
    wall.pass_(minutes=5)
    assert signed(city, totp.at(wall.time, counter_offset=steps)).status == status


def test_the_secret_for_codes_is_encrypted(city: City, wall: Wall) -> None:
    totp = codes(city.browser(city.officer), wall)
    with city.db.read() as conn:
        (row,) = conn.execute(sa.select(factors.totp))
    assert totp.secret.encode() not in bytes(row.secret)
    assert city.identity.unseal(bytes(row.secret), city.officer) == totp.secret
    assert city.identity.unseal(bytes(row.secret), city.clerk) is None
    assert Identity(b"another" * 10).unseal(bytes(row.secret), city.officer) is None


def test_codes_can_be_replaced_and_removed(city: City, wall: Wall) -> None:
    browser = city.browser(city.officer)
    first = codes(browser, wall)
    proposed = pyotp.TOTP(browser.post("/v1/totp", {}).json["secret"])
    wall.pass_(minutes=1)
    assert signed(city, proposed.at(wall.time)).status == 401
    assert signed(city, first.at(wall.time)).status == 201
    assert browser.put("/v1/totp", {"code": proposed.at(wall.time)}).status == 204
    wall.pass_(minutes=1)
    assert [signed(city, each.at(wall.time)).status for each in (first, proposed)] == [401, 201]
    assert [browser.delete("/v1/totp").status, browser.delete("/v1/totp").status] == [204, 404]
    assert signed(city).status == 201
    assert browser.put("/v1/totp", {"code": "000000"}).status == 409


def test_the_last_second_factor_stays_where_one_is_asked_for(city: City, wall: Wall) -> None:
    codes(city.browser(city.officer), wall)
    strict = Identity(b"k" * 64, security=Security(require_second_factor=True))
    with pytest.raises(Conflict, match="your last"):
        second_factors.remove_totp(city.db, strict, city.actor(city.officer), wall.time)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_wrong(city: City, wall: Wall, code: str) -> None:
    totp = codes(city.browser(city.officer), wall)
    assert second_factors.matching_step(totp.secret, code, wall.time) is None


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """A passkey in software: one key, one counter."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(str(id(self)).encode()).digest()
        self.count = 0
        self.origin = origin
        self.flags = 0x05
        """Somebody is present and was verified."""

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, rp: str, extra: bytes = b"") -> bytes:
        self.count += 1
        flags = self.flags | (0x40 if extra else 0)
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big") + extra

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(options["rp"]["id"], attested)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": b64(client), "attestationObject": b64(attestation)})

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(options["rpId"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        )

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}


def options(browser: Browser, purpose: str) -> Any:
    answer = browser.post("/v1/passkey-options", {"purpose": purpose})
    assert answer.status == 200, answer.body
    return answer.json


def added(browser: Browser) -> Authenticator:
    asked = options(browser, "register")
    key = Authenticator()
    body = {"challengeId": asked["challengeId"], "credential": key.create(asked["options"]), "name": "laptop"}
    assert browser.post("/v1/passkeys", body).status == 201
    return key


def came_in(city: City, key: Authenticator) -> Answer:
    browser = Browser(city.app())
    asked = options(browser, "sign-in")
    body = {"challengeId": asked["challengeId"], "credential": key.get(asked["options"])}
    return browser.post("/v1/passkey-sessions", body)


def test_a_passkey_signs_in_and_the_password_alone_no_longer_does(city: City, wall: Wall) -> None:
    browser = city.browser(city.officer)
    key = added(browser)
    wall.pass_(minutes=1)
    answer = came_in(city, key)
    assert (answer.status, answer.json["person"]["id"]) == (201, city.officer)
    (listed,) = browser.get("/v1/passkeys").json["items"]
    assert (listed["name"], listed["created"], listed["used"]) == (
        "laptop", "2026-11-02T12:00:00Z", "2026-11-02T12:01:00Z",
    )  # fmt: skip
    assert signed(city).slug == "second-factor-needed"


def test_options_name_this_instance_and_ask_for_the_person(city: City) -> None:
    browser = city.browser(city.officer)
    register = options(browser, "register")["options"]
    assert register["rp"] == {"name": "igiz", "id": "localhost"}
    assert register["authenticatorSelection"]["userVerification"] == "required"
    sign_in = options(Browser(city.app()), "sign-in")["options"]
    assert (sign_in["rpId"], sign_in["userVerification"], sign_in.get("allowCredentials", [])) == (
        "localhost", "required", [],
    )  # fmt: skip
    assert Browser(city.app()).post("/v1/passkey-options", {"purpose": "register"}).status == 401


def test_a_challenge_is_answered_once_and_in_time(city: City, wall: Wall) -> None:
    key = added(city.browser(city.officer))
    browser = Browser(city.app())
    asked = options(browser, "sign-in")
    body = {"challengeId": asked["challengeId"], "credential": key.get(asked["options"])}
    assert browser.post("/v1/passkey-sessions", body).status == 201
    assert browser.post("/v1/passkey-sessions", body).slug == "wrong-credentials"
    late = options(browser, "sign-in")
    wall.pass_(minutes=5)
    body = {"challengeId": late["challengeId"], "credential": key.get(late["options"])}
    assert browser.post("/v1/passkey-sessions", body).status == 401


@pytest.mark.parametrize("change", ["origin", "unverified", "counter", "other key", "unknown"])
def test_an_answer_that_does_not_hold_is_refused(city: City, change: str) -> None:
    key = added(city.browser(city.officer))
    if change == "origin":
        key.origin = "https://evil.example"
    elif change == "unverified":
        key.flags = 0x01
    elif change == "counter":
        assert came_in(city, key).status == 201
        key.count -= 1
    elif change == "other key":
        key.key = ec.generate_private_key(ec.SECP256R1())
    else:
        key.id = b"unknown"
    answer = came_in(city, key)
    assert (answer.status, answer.slug) == (401, "wrong-credentials")


@pytest.mark.parametrize(
    "credential", [{}, {"rawId": 5}, {"id": "x", "rawId": "é"}, {"id": "", "rawId": "", "response": None, "type": "x"}]
)
def test_an_unreadable_answer_is_refused_not_an_error(city: City, credential: dict[str, Any]) -> None:
    browser = city.browser(city.officer)
    key = added(browser)
    for given in (credential, key.get({"challenge": "x", "rpId": "localhost"}) | credential | {"rawId": b64(key.id)}):
        sign_in = options(browser, "sign-in")
        body: dict[str, Any] = {"challengeId": sign_in["challengeId"], "credential": given}
        assert Browser(city.app()).post("/v1/passkey-sessions", body).status == 401
        register = options(browser, "register")
        body = {"challengeId": register["challengeId"], "credential": given, "name": "x"}
        assert browser.post("/v1/passkeys", body).status == 400


def test_a_challenge_belongs_to_who_asked_for_it(city: City) -> None:
    officer, clerk = city.browser(city.officer), city.browser(city.clerk)
    asked = options(officer, "register")
    key = Authenticator()
    body = {"challengeId": asked["challengeId"], "credential": key.create(asked["options"]), "name": "x"}
    assert clerk.post("/v1/passkeys", body).status == 400
    assert officer.post("/v1/passkeys", body).status == 201
    assert Browser(city.app()).post("/v1/passkeys", body).status == 401


def test_a_removed_passkey_opens_nothing(city: City) -> None:
    browser, clerk = city.browser(city.officer), city.browser(city.clerk)
    key = added(browser)
    (listed,) = browser.get("/v1/passkeys").json["items"]
    path = f"/v1/passkeys/{listed['id']}"
    assert [clerk.delete(path).status, browser.delete(path).status, browser.delete(path).status] == [404, 204, 404]
    assert came_in(city, key).status == 401
    assert signed(city).status == 201


def test_a_passkey_of_who_left_opens_nothing(city: City) -> None:
    key = added(city.browser(city.desk))
    assert city.browser(city.chief).patch(f"/v1/persons/{city.desk}", {"active": False}).status == 200
    assert came_in(city, key).status == 401
