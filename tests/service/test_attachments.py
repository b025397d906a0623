"""Files beside reports: checked, seen with the report, served so that they cannot act, gone with the last report."""

import io
import zipfile

import pytest

from tests.serving import Server, Visitor

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)
BYTES = {"Content-Type": "application/octet-stream"}
OWNER = "Duty officer, Municipality of The Hague"


def shared_with_a_file(owner: Visitor, name: str, data: bytes, tlp: str | None) -> str:
    """Share a report with a file and return the address of the file."""
    file = owner.call("POST", f"/v1/attachments?name={name}", data, BYTES)
    assert file.status == 201, file.body
    report = {"title": "With a file", "marking": {"tlp": tlp}, "attachments": [file.json["sha256"]]}
    made = owner.call("POST", "/v1/reports", report)
    assert made.status == 201, made.body
    assert [each["name"] for each in made.json["attachments"]] == [name]
    return f"/v1/reports/{made.json['id']}/attachments/{file.json['sha256']}"


def test_an_attachment_is_served_sandboxed(server: Server) -> None:
    address = shared_with_a_file(server.enter(OWNER), "gate.png", PNG, "GREEN")
    answer = server.enter("Duty officer, Police Unit The Hague").call("GET", address)
    assert (answer.status, answer.body) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith('attachment; filename="gate.png"')
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_file_is_seen_by_those_who_see_its_report(server: Server) -> None:
    owner, other = server.enter(OWNER), server.enter("Duty officer, Police Unit The Hague")
    address = shared_with_a_file(owner, "rota.txt", b"two at the desk", None)
    assert owner.call("GET", address).body == b"two at the desk"
    hidden = other.call("GET", address)
    nothing = other.call("GET", address.replace("report--", "report--0")[: len(address)])
    assert (hidden.status, hidden.json["type"], hidden.json["detail"]) == (
        404,
        nothing.json["type"],
        nothing.json["detail"],
    )


def test_knowing_the_hash_opens_nothing(server: Server) -> None:
    owner, other = server.enter(OWNER), server.enter("Security desk, Congress centre")
    hidden = shared_with_a_file(owner, "plan.txt", b"the plan of the night", None)
    sha256 = hidden.rsplit("/", 1)[1]
    own = shared_with_a_file(other, "mine.txt", b"something of mine", "GREEN")
    assert other.call("GET", f"{own.rsplit('/', 1)[0]}/{sha256}").status == 404
    claim = {"title": "Claimed", "attachments": [sha256]}
    assert other.call("POST", "/v1/reports", claim).status == 400


def test_the_last_report_takes_the_file_with_it(server: Server) -> None:
    owner = server.enter(OWNER)
    first = shared_with_a_file(owner, "a.txt", b"kept twice", None)
    second = shared_with_a_file(owner, "a.txt", b"kept twice", None)
    assert owner.call("DELETE", first.split("/attachments")[0]).status == 204
    assert owner.call("GET", second).status == 200
    assert owner.call("DELETE", second.split("/attachments")[0]).status == 204
    assert owner.call("GET", second).status == 404


def test_a_marking_inside_a_packed_document_is_found(server: Server) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("_rels/.rels", "<Relationships/>")
        file.writestr("word/document.xml", "<w:p><w:t>Stg. </w:t><w:t>Zeer </w:t><w:t>Geheim</w:t></w:p>")
    answer = server.enter(OWNER).call("POST", "/v1/attachments?name=note.docx", packed.getvalue(), BYTES)
    assert (answer.status, answer.json["type"]) == (400, "urn:igiz:problem:above-ceiling"), answer.body
    assert answer.json["errors"][0]["where"] == "note.docx"


@pytest.mark.parametrize(
    ("name", "data"),
    [("photo.png", b"%PDF-1.7\n"), ("page.html", b"<script>"), ("note.txt", b"\xff\x00"), ("old.pdf", b"%PDF-1.7\n%")],
)
def test_what_a_file_is_not_is_refused(server: Server, name: str, data: bytes) -> None:
    answer = server.enter(OWNER).call("POST", f"/v1/attachments?name={name}", data, BYTES)
    assert (answer.status, answer.headers["content-type"]) == (415, "application/problem+json")


def test_a_file_that_is_too_large_is_refused(server: Server) -> None:
    answer = server.enter(OWNER).call("POST", "/v1/attachments?name=a.txt", b"a" * (20 * 1024 * 1024 + 1), BYTES)
    assert answer.status == 413
