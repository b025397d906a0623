"""A process that takes in what partners send and delivers messages, made to be killed. It imports no web framework."""

import threading
from multiprocessing.connection import Connection

import sqlalchemy as sa

from igiz.core.bus import Courier, Handler
from igiz.core.db import Database, Tx
from igiz.share.model.messages import ObjectsShared
from igiz.zone.model.actor import Actor
from tests.service.power_cut.ingest import Senders, Version

applied = sa.Table("applied", sa.MetaData(), sa.Column("handler", sa.Text), sa.Column("message", sa.Text))
"""A row per message and handler; nothing but the courier keeps it from being there twice."""


def _handler(name: str) -> Handler:
    def apply(tx: Tx, message: ObjectsShared) -> None:
        tx.conn.execute(sa.insert(applied).values(handler=name, message=name_of(message.ids)))

    return Handler(name, ObjectsShared, apply)


def name_of(ids: list[str]) -> str:
    """Return what tells a message from all others: the last object is always a new one."""
    return ids[-1]


HANDLERS = (_handler("one"), _handler("two"))


def work(url: str, actor: Actor, told: Connection) -> None:
    """Send and deliver until killed; tell of each acknowledgement."""
    db = Database(url)
    Courier(db, HANDLERS).start()
    one_at_a_time = threading.Lock()

    def tell(what: list[Version]) -> None:
        with one_at_a_time:
            told.send(what)

    Senders(db, actor, tell).run()
