// Invented partners, persons and reports for looking at pages; roles instead of names.
import { centre, sites } from "./zone.mjs";

const both = (nl, en) => ({ nl, en });
const partner = (n, nl, en, kind) => ({
  id: `identity--${n}`,
  name: both(nl, en),
  short: en,
  kind,
  controller: en,
  regime: "GDPR",
  showsPersons: n !== 3,
  active: true,
});
export const partners = [
  partner(1, "Gemeente", "City", "authority"),
  partner(2, "Politiepartner", "Police partner", "police"),
  partner(3, "Congrescentrum", "Congress centre", "venue"),
  partner(4, "Tramvervoerder", "Tram operator", "supplier"),
];
const person = (n, name, of, roles) => ({
  id: `person--${n}`,
  name,
  login: `role-${n}`,
  partner: `identity--${of}`,
  roles,
  active: true,
  service: false,
});
export const persons = [
  person(1, "Duty officer", 1, ["reader", "writer", "administrator", "decider"]),
  person(2, "Analyst", 2, ["reader", "writer"]),
  person(3, "Gate lead", 3, ["reader"]),
];
export const demoRoles = [
  { person: "person--1", role: both("Dienstdoende", "Duty officer"), partner: partners[0].name },
  { person: "person--2", role: both("Analist", "Analyst"), partner: partners[1].name },
  { person: "person--3", role: both("Teamleider poort", "Gate lead"), partner: partners[2].name },
];

const minute = 60_000;
const start = Date.now();
export const ago = (minutes) => new Date(start - minutes * minute).toISOString();
const point = (x, y) => ({ type: "Point", coordinates: [x, y] });
let number = 0;

export function row(title, minutes, more = {}) {
  number += 1;
  const { at, precisionM = 0, placeName = null, ...rest } = more;
  return {
    id: `report--${String(number).padStart(8, "0")}-0000-4000-8000-000000000000`,
    type: "report",
    position: String(1000 + number),
    version: ago(minutes),
    title,
    kind: "information",
    severity: "minor",
    owner: "identity--1",
    tlp: "GREEN",
    place: at ? { geometry: point(...at), precisionM, name: placeName } : null,
    seenFrom: ago(minutes),
    usefulUntil: ago(minutes - 600),
    created: ago(minutes),
    revoked: false,
    mine: false,
    restricted: false,
    ...rest,
  };
}

const told = [
  row("Two vans circle the perimeter, same stop at gate B", 3, {
    severity: "severe",
    kind: "unusual-behaviour",
    owner: "identity--2",
    tlp: "AMBER+STRICT",
    at: [4.28065, 52.0912],
    placeName: "Catsheuvel, gate B",
  }),
  row("Road works barrier moved back", 6, {
    owner: "identity--2",
    at: [4.2791, 52.0884],
    placeName: "Stadhouderslaan",
    kind: "traffic",
  }),
  row("Talk of a tram blockade", 11, {
    severity: "moderate",
    tlp: "RED",
    owner: "identity--4",
    kind: "crowd",
    at: [4.2895, 52.0935],
    precisionM: 150,
    placeName: "Scheveningseweg",
  }),
  row("Two cars parked against the fence", 33, {
    severity: "moderate",
    tlp: "AMBER",
    owner: "identity--2",
    at: [4.2839, 52.0869],
  }),
  row("Delegation arrives 20 minutes early", 41, {
    tlp: "AMBER+STRICT",
    mine: true,
    owner: "identity--1",
    at: [4.2878, 52.0926],
    kind: "logistics",
  }),
  row("Cycle demonstration passes at 16:30", 52, {
    kind: "crowd",
    at: [4.2862, 52.0941],
    placeName: "Laan van Meerdervoort",
  }),
  row("Gate B opens a second lane", 71, {
    tlp: "CLEAR",
    at: [4.2812, 52.0905],
    kind: "logistics",
    placeName: "Catsheuvel",
  }),
  row("Smoke seen, was a catering oven", 80, {
    severity: "moderate",
    at: [4.2845, 52.0895],
    kind: "incident",
    placeName: "Johan de Wittlaan",
    revoked: true,
  }),
  row("Shift change complete at all gates", 128, { kind: "logistics" }),
  row("Loud music, north stage", 150, { kind: "disturbance", tlp: null, mine: true }),
  row("Delivery without a slot turned away", 171, { kind: "logistics", at: [4.2806, 52.0921] }),
  row("Fence panel loose near the pond", 190, { severity: "unknown", at: [4.2858, 52.0899] }),
];
const filler = Array.from({ length: Number(process.env.MOCK_ROWS ?? 26) }, (_, n) =>
  row(`Patrol ${n + 1}: nothing to report`, 200 + n * 5, {
    at: n < 12 ? [4.2866 + (n % 4) * 0.00008, 52.0916 + (n % 3) * 0.00006] : undefined,
    owner: `identity--${(n % 4) + 1}`,
  }),
);
export const reports = [...told, ...filler];

export const level = {
  level: 3,
  from: ago(200),
  until: ago(-330),
  // biome-ignore lint/suspicious/noThenProperty: the contract's own key
  then: 2,
  reason: "Summit, day 1",
  authority: { id: "identity--1", name: both("Burgemeester", "Mayor") },
};
export const events = [
  { id: "event--1", title: "Summit, day 1", kind: "summit", from: ago(240), until: ago(-180), place: null },
  {
    id: "event--2",
    title: "Cycle demonstration",
    kind: "demonstration",
    from: ago(-60),
    until: ago(-150),
    place: null,
  },
];
export const zone = {
  id: "zone--1",
  name: both("Internationale Zone, Den Haag", "International Zone, The Hague"),
  schematic: false,
  demo: true,
  exercise: false,
  centre,
  radiusM: 2000,
  timeZone: "Europe/Amsterdam",
  attribution: "© OpenStreetMap contributors",
  ceiling: null,
  sites,
  level,
};

export function full(found) {
  const preview = found.tlp === "GREEN";
  return {
    ...found,
    text: "Seen by the crew at gate B and again twenty minutes later. Both stop for about a minute and leave without asking for entry. No contact made.",
    lang: "en",
    marking: {
      tlp: found.tlp,
      pap: null,
      groups: [],
      recipients: [],
      purpose: null,
      minLevel: null,
      personalData: false,
      grounds: [],
      breakGlass: false,
    },
    why: [
      {
        code: preview ? "community" : "named",
        text: preview
          ? both("Voor alle partners van de zone", "For all partners of the zone")
          : both("Aan uw organisatie gericht", "Addressed to your organisation"),
      },
    ],
    attachments: [],
    sightings: [{ id: "sighting--1", by: "identity--4", at: ago(2), note: "Tram driver saw the same two vans" }],
    opinions: [],
    refersTo: [],
    log: [
      { at: found.created, kind: "created", by: found.owner, text: "Written and shared" },
      { at: ago(2), kind: "sighting", by: "identity--4", text: "Seen too" },
    ],
    canEdit: found.mine,
    canRevoke: found.mine,
  };
}
