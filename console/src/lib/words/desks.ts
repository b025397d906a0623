/** Words of sign-in, Reports, Admin and Help. */
export const desks = {
  "signin.title": { nl: "Aanmelden", en: "Sign in" },
  "signin.demo": { nl: "Kies een rol", en: "Choose a role" },
  "signin.demoNote": {
    nl: "Dit is een demo met verzonnen gegevens. Een rol opent zonder wachtwoord, alleen op deze computer.",
    en: "This is a demo with invented data. A role opens without a password, on this computer only.",
  },
  "signin.own": { nl: "Met een eigen account", en: "With your own account" },
  "signin.login": { nl: "Aanmeldnaam", en: "Login" },
  "signin.password": { nl: "Wachtwoord", en: "Password" },
  "signin.code": { nl: "Code van uw app", en: "Code from your app" },
  "signin.codeHint": { nl: "Zes cijfers, nieuw om de 30 s", en: "Six figures, new every 30 s" },
  "signin.enter": { nl: "Meld aan", en: "Sign in" },
  "signin.passkey": { nl: "Meld aan met een passkey", en: "Sign in with a passkey" },
  "signin.wrong": {
    nl: "Aanmeldnaam of wachtwoord klopt niet. Er is niets gewijzigd.",
    en: "Login or password is not right. Nothing was changed.",
  },
  "signin.needCode": { nl: "Vul ook de code van uw app in.", en: "Enter the code from your app as well." },
  "signin.passkeyFailed": {
    nl: "De passkey is niet gebruikt. Probeer het opnieuw of neem uw wachtwoord.",
    en: "The passkey was not used. Try again or use your password.",
  },
  "reports.list": { nl: "Alle rapporten", en: "All reports" },
  "reports.new": { nl: "Nieuw rapport", en: "New report" },
  "reports.empty": { nl: "Nog geen rapporten die u mag zien.", en: "No reports you may see yet." },
  "help.title": { nl: "Hulp", en: "Help" },
  "help.list": {
    nl: "De lijst en de kaart tonen hetzelfde. Wat u in de ene kiest, is ook in de andere gekozen.",
    en: "The list and the map show the same. What you choose in one is chosen in the other.",
  },
  "help.filled": {
    nl: "Een gevulde vorm wacht op een persoon. Dezelfde vorm in omtrek is bij iemand.",
    en: "A filled shape waits for a person. The same shape in outline is with somebody.",
  },
  "help.yellow": {
    nl: "Geel betekent altijd: er wordt u iets gevraagd.",
    en: "Yellow always means: you are asked for something.",
  },
  "help.level": {
    nl: "Het maatregelniveau zegt hoe sterk het gebied nu beveiligd is. Het is geen ernst.",
    en: "The measure level says how much the area is secured now. It is not a severity.",
  },
} as const;
