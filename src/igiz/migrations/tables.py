"""Every table of the house: importing this module declares them all."""

from igiz.core import access, audit, bus, db, erasures, register
from igiz.share.store import attachments, audiences, drafts, feeds, groups, objects, search, statuses
from igiz.zone.store import credentials, events, factors, instance, levels, people, places, zone

metadata = register.metadata
PARTS = (access, audit, bus, db, erasures, credentials, events, factors, instance, levels, people, places, zone)
SHARE = (attachments, audiences, drafts, feeds, groups, objects, search, statuses)
