"""The words of the public page in Dutch (level B1, with `u`) and English, and how moments are said."""

from datetime import datetime
from zoneinfo import ZoneInfo

from igiz.zone.model.text import Text

WORDS = {
    "question": Text("Wat is er aan de hand in de Internationale Zone?", "What is going on in the International Zone?"),
    "skip": Text("Naar de inhoud", "Skip to the content"),
    "demo": Text("Dit is een demonstratie. Alles hier is verzonnen.", "This is a demo. Everything here is invented."),
    "exercise": Text("Dit is een oefening. Het is niet echt.", "This is an exercise. It is not real."),
    "now": Text("Nu", "Now"),
    "none": Text("Er zijn nu geen openbare rapporten.", "There are no public reports now."),
    "one": Text("Er is nu 1 openbaar rapport.", "There is 1 public report now."),
    "many": Text("Er zijn nu {count} openbare rapporten.", "There are {count} public reports now."),
    "emergency": Text("Bel bij nood 112.", "In an emergency call 112."),
    "level.is": Text(
        "Het gebied is nu beveiligd op niveau {level} van 5.", "The area is now secured at level {level} of 5."
    ),
    "level.base": Text("Dat is het gewone niveau.", "That is the usual level."),
    "level.until": Text(
        "Dat duurt tot {until}. Daarna is het niveau {then}.",
        "That lasts until {until}. After that it is level {then}.",
    ),
    "level.title": Text("Hoe sterk is het gebied beveiligd?", "How strongly is the area secured?"),
    "level.by": Text("Dit is besloten door: {who}.", "This was decided by: {who}."),
    "level.scale": Text("Niveau 1 is gewoon. Niveau 5 is het sterkst.", "Level 1 is usual. Level 5 is the strongest."),
    "reports": Text("Wat er nu speelt", "What is going on now"),
    "number": Text("Nummer {mark} op de kaart", "Number {mark} on the map"),
    "letter": Text("Letter {mark} op de kaart", "Letter {mark} on the map"),
    "since": Text("Sinds", "Since"),
    "until": Text("Tot", "Until"),
    "until.open": Text("nog niet bekend", "not known yet"),
    "where": Text("Waar", "Where"),
    "near": Text(
        "in of bij {near}, op ongeveer {metres} meter nauwkeurig", "in or near {near}, to within about {metres} metres"
    ),
    "somewhere": Text("op ongeveer {metres} meter nauwkeurig", "to within about {metres} metres"),
    "from": Text("Bron", "Source"),
    "revoked": Text("Ingetrokken op {at} door de eigenaar.", "Revoked on {at} by its owner."),
    "revoked.word": Text("Ingetrokken", "Revoked"),
    "over": Text("Dit is voorbij sinds {at}.", "This has been over since {at}."),
    "past": Text("Voorbij of ingetrokken", "Over or revoked"),
    "read": Text("Lees dit rapport apart", "Read this report on its own"),
    "events": Text("Evenementen", "Events"),
    "events.none": Text("Er staan geen openbare evenementen gepland.", "No public events are planned."),
    "event.from": Text("Begint", "Begins"),
    "event.until": Text("Eindigt", "Ends"),
    "event.cancelled": Text("Dit gaat niet door.", "This is cancelled."),
    "event.tentative": Text("Dit is nog niet zeker.", "This is not certain yet."),
    "event.demonstration": Text(
        "Demonstreren is een recht. Het gebied maakt er plaats voor.",
        "To demonstrate is a right. The area makes room for it.",
    ),
    "kind.summit": Text("Top", "Summit"),
    "kind.visit": Text("Bezoek", "Visit"),
    "kind.demonstration": Text("Demonstratie", "Demonstration"),
    "kind.match": Text("Wedstrijd", "Match"),
    "kind.market": Text("Markt", "Market"),
    "kind.other": Text("Evenement", "Event"),
    "map": Text("Kaart", "Map"),
    "map.says": Text(
        "Een cirkel laat zien waar iets ongeveer is. Alles op de kaart staat ook hierboven.",
        "A circle shows roughly where something is. Everything on the map is also written above.",
    ),
    "map.alt": Text(
        "Kaart van het gebied met {count} cirkels. Wat ze tonen staat hierboven in woorden.",
        "Map of the area with {count} circles. What they show is written above.",
    ),
    "map.alt.one": Text(
        "Kaart van het gebied met 1 cirkel. Wat die toont staat hierboven in woorden.",
        "Map of the area with 1 circle. What it shows is written above.",
    ),
    "map.empty": Text(
        "Kaart van het gebied. Er staan geen cirkels op.", "Map of the area. There are no circles on it."
    ),
    "map.schematic": Text("Deze kaart is schematisch.", "This map is schematic."),
    "ask": Text("Vraag of klacht?", "Question or complaint?"),
    "ask.whom": Text(
        "Vraag het aan de organisatie die bij het rapport staat, of aan: {who}.",
        "Ask the organisation named with the report, or: {who}.",
    ),
    "ask.controller": Text("Verantwoordelijk voor deze pagina: {who}.", "Answerable for this page: {who}."),
    "ask.object": Text(
        "Wat hier staat is geen besluit. Bent u het niet eens met een besluit, zoals een afgesloten straat? Dan kunt u "
        "bezwaar maken bij de organisatie die het besluit nam.",
        "What is written here is not a decision. Do you disagree with a decision, such as a closed street? Then you "
        "can object to the organisation that took it.",
    ),
    "follow": Text("Op de hoogte blijven", "Stay informed"),
    "feed": Text("Volg de rapporten met een feedlezer (Atom)", "Follow the reports with a feed reader (Atom)"),
    "calendar": Text("Zet de evenementen in uw agenda (iCalendar)", "Put the events in your calendar (iCalendar)"),
    "updated": Text("Bijgewerkt op {at}.", "Updated on {at}."),
    "without": Text(
        "Deze pagina werkt zonder app, zonder account, zonder cookies en zonder JavaScript.",
        "This page works without an app, an account, cookies or JavaScript.",
    ),
    "back": Text("Terug naar het overzicht", "Back to the overview"),
    "accessibility": Text("Toegankelijkheid", "Accessibility"),
    "privacy": Text("Privacy", "Privacy"),
    "missing": Text("Deze pagina is er niet", "This page is not there"),
    "missing.says": Text(
        "Misschien is het rapport verwijderd of is het niet openbaar.",
        "Perhaps the report was deleted, or it is not public.",
    ),
    "a11y.1": Text(
        "Deze pagina is gemaakt volgens WCAG 2.2, niveau AA, en EN 301 549.",
        "This page is made to WCAG 2.2, level AA, and EN 301 549.",
    ),
    "a11y.2": Text(
        "U kunt de pagina groter maken, voor laten lezen en met alleen het toetsenbord gebruiken. De pagina volgt uw "
        "instelling voor licht, donker en hoog contrast.",
        "You can enlarge the page, have it read aloud and use it with the keyboard alone. The page follows your "
        "setting for light, dark and high contrast.",
    ),
    "a11y.3": Text(
        "Rapporten staan in de taal waarin ze geschreven zijn. Er is geen vertaling.",
        "Reports are in the language in which they were written. There is no translation.",
    ),
    "a11y.4": Text("Lukt er iets niet? Meld het aan: {who}.", "Does something not work? Tell: {who}."),
    "privacy.1": Text(
        "Deze pagina vraagt u niets en zet niets op uw apparaat. Wat u leest, houden wij niet bij.",
        "This page asks you nothing and puts nothing on your device. We do not keep what you read.",
    ),
    "privacy.2": Text(
        "Achter deze pagina delen organisaties rapporten over de veiligheid. Hieronder staat welke gegevens daarvoor "
        "worden bewaard. Deze lijst komt uit de software zelf.",
        "Behind this page organisations share reports about safety. Below is which data is kept for that. This list "
        "comes from the software itself.",
    ),
    "privacy.rights": Text(
        "Denkt u dat er iets over u staat? Vraag om inzage bij: {who}.",
        "Do you think there is something about you? Ask to see it at: {who}.",
    ),
    "privacy.personal": Text("Met persoonsgegevens", "With personal data"),
    "privacy.other": Text("Zonder persoonsgegevens", "Without personal data"),
    "privacy.basis": Text("Grondslag", "Legal basis"),
    "privacy.long": Text("Hoe lang", "How long"),
    "privacy.who": Text("Wie beslist", "Who decides"),
    "privacy.owner": Text("de organisatie van wie het is", "the organisation whose it is"),
    "privacy.instance": Text("de organisatie achter deze pagina", "the organisation behind this page"),
    "privacy.tables": Text("Tabellen", "Tables"),
}

_DAYS = Text(
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)
_MONTHS = Text(
    "januari februari maart april mei juni juli augustus september oktober november december",
    "January February March April May June July August September October November December",
)


def say(lang: str, key: str, **values: object) -> str:
    """Return words in a language, their places filled in."""
    text: str = getattr(WORDS[key], lang)
    return text.format(**values)


def say_moment(lang: str, at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Say a moment in the zone's time: day and hour, the year where it is another."""
    try:
        local = at.astimezone(zone)
    except OverflowError:  # in the last hours of the year 9999, or the first of the year 1
        local = at
    day = getattr(_DAYS, lang).split()[local.weekday()]
    date = f"{day} {local.day} {getattr(_MONTHS, lang).split()[local.month - 1]}"
    if local.year != now.astimezone(zone).year:
        date += f" {local.year}"
    if lang == "en":
        return f"{date}, {local:%H:%M}"
    return f"{date}, {local.hour} uur" if local.minute == 0 else f"{date}, {local:%H:%M} uur"
