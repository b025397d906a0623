"""Why somebody sees an object or does not, in both languages: a closed list."""

from igiz.zone.model.text import Text

REASONS = {
    "owner": Text("eigenaar", "owner"),
    "author": Text("schreef het", "wrote it"),
    "named": Text("bij naam genoemd", "named"),
    "group": Text("lid van de groep", "member of the group"),
    "community": Text("partner van de zone", "partner of the zone"),
    "public": Text("openbaar", "public"),
    "not-marked": Text("zonder markering blijft het bij de eigenaar", "without a marking it stays with the owner"),
    "not-in-groups": Text("niet in de gekozen groepen", "not in the groups chosen"),
    "left-group": Text("heeft de groep verlaten", "left the group"),
    "not-named": Text("niet genoemd", "not named"),
    "no-ground": Text("geen grondslag voor persoonsgegevens", "no ground for personal data"),
    "level-too-low": Text("pas vanaf een hoger maatregelniveau", "only from a higher measure level"),
    "expired": Text("verlopen", "expired"),
    "never-public": Text("deze markering is nooit openbaar", "this marking is never public"),
}
