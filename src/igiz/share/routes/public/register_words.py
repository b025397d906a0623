"""The entries of the register of processing in Dutch, for who reads the page on privacy in Dutch.

What is not here is shown as it is declared, marked as English.
"""

DUTCH = {
    "show the zone on a map and reckon with its streets": "de zone op een kaart tonen en met de straten rekenen",
    "exchange of security information between partners": "informatie over veiligheid uitwisselen tussen partners",
    "files that belong to a report": "bestanden die bij een rapport horen",
    "decide and prove who may see an object": "beslissen en bewijzen wie iets mag zien",
    "decide who may see an object": "beslissen wie iets mag zien",
    "operation of the platform": "het systeem laten werken",
    "prove who did and read what": "bewijzen wie wat deed en las",
    "prove that a passkey answers now": "bewijzen dat een toegangssleutel nu antwoordt",
    "prove the ground on which personal data crossed regimes": (
        "bewijzen op welke grond persoonsgegevens onder een andere wet zijn gekomen"
    ),
    "keep what a person is writing": "bewaren wat iemand aan het schrijven is",
    "know what happens in the zone; of a demonstration never who organises it": (
        "weten wat er in de zone gebeurt; van een demonstratie nooit wie die organiseert"
    ),
    "choose a first password": "een eerste wachtwoord kiezen",
    "account for who raised or lowered the measure level, why and until when": (
        "verantwoorden wie het maatregelniveau wijzigde, waarom en tot wanneer"
    ),
    "decide who exchanges information with whom": "beslissen wie met wie informatie uitwisselt",
    "find what one may see": "terugvinden wat u mag zien",
    "know who shares in the zone": "weten wie er in de zone deelt",
    "sign in with a passkey": "aanmelden met een toegangssleutel",
    "sign in": "aanmelden",
    "let a partner's people sign in and be named as author and recipient": (
        "mensen van een partner laten aanmelden en noemen als schrijver en ontvanger"
    ),
    "name who sees, by identifier only": "aanduiden wie iets ziet, alleen met een nummer",
    "stay signed in": "aangemeld blijven",
    "know what is to be protected in the zone": "weten wat er in de zone beschermd moet worden",
    "tell who sent objects what became of them": "de afzender laten weten wat ermee gebeurd is",
    "let a partner's systems act for it": "systemen van een partner voor die partner laten werken",
    "ask for a code beside the password": "naast het wachtwoord om een code vragen",
    "public task": "publieke taak",
    "legal obligation": "wettelijke plicht",
    "the sharing partner's own": "die van de partner die deelt",
    "the sharing partner's own, recorded per recipient where regimes differ": (
        "die van de partner die deelt, per ontvanger vastgelegd als een andere wet geldt"
    ),
    "until the next import": "tot de volgende import",
    "as the sharing partner sets it": "zolang de partner die deelt bepaalt",
    "as the report; a day without one": "zolang het rapport; zonder rapport een dag",
    "as long as the object": "zolang het object er is",
    "as the object": "zolang het object er is",
    "as long as the instance runs": "zolang het systeem draait",
    "as long as the audit log": "zolang het auditlogboek",
    "as long as the zone": "zolang de zone er is",
    "7 years": "7 jaar",
    "10 years": "10 jaar",
    "five minutes": "vijf minuten",
    "30 days": "30 dagen",
    "1 day": "1 dag",
    "1 year after the event": "1 jaar na het evenement",
    "until it is used or expires": "tot hij gebruikt of verlopen is",
    "until it is removed or the person leaves": "tot hij weg is of de persoon vertrekt",
    "until the person leaves": "tot de persoon vertrekt",
    "until the person leaves; then identifier and partner alone": (
        "tot de persoon vertrekt; daarna alleen nummer en partner"
    ),
    "until the session ends": "tot het einde van de sessie",
}
