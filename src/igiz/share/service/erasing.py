"""Deletes once more what was deleted after a backup that is put back."""

from igiz.core import access, audit
from igiz.core.db import Tx
from igiz.share.formats import stix
from igiz.share.service import attachments, writing
from igiz.share.store import objects


def delete_again(tx: Tx, partner: str, object_id: str) -> bool:
    """Delete a partner's object with its files, history and audit salts; say whether it was there."""
    erased = audit.erase(tx, object_id, partner)
    owner = access.principal_ids(tx.conn, [partner]).get(partner)
    was = None if owner is None else objects.owned(tx.conn, owner, [object_id]).get(object_id)
    if was is None:
        return erased > 0
    writing.remove(tx, was, partner)
    content = stix.report_content(stix.load(was.body))
    if content is not None:
        attachments.release(tx, was.owner, content)
    return True
