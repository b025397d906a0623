/** The form of a report: empty, from a report, checked, and as the request that is sent. Pure. */
import type { Geometry } from "geojson";
import type { Attachment, LevelNumber, Marking, Report, Severity, Tlp } from "../../api/types";
import type { Key } from "../../lib/words";
import { parseMoment, showMoment } from "./moments";

/** A person or partner named to have it; `until` as typed. */
export interface Named {
  principal: string;
  until: string;
  minLevel: LevelNumber;
}
export interface Form {
  title: string;
  text: string;
  lang: "nl" | "en";
  kind: string;
  severity: Severity;
  /** As typed, in the zone's clock. */
  seenFrom: string;
  usefulUntil: string;
  placeName: string;
  geometry: Geometry | null;
  tlp: Tlp | null;
  pap: Tlp | null;
  groups: string[];
  persons: Named[];
  partners: Named[];
  purpose: string;
  minLevel: LevelNumber;
  personalData: boolean;
  grounds: string[];
  breakGlass: boolean;
  /** Days, as typed. */
  retention: string;
  files: Attachment[];
}
export type Field = keyof Form | "recipients" | "place";
export interface Fault {
  field: Field | null;
  word?: Key;
  /** Words of the server, where we have none of our own. */
  text?: string;
}
export interface ReportIn {
  title: string;
  text: string;
  lang: "nl" | "en";
  kind: string;
  severity: Severity;
  seenFrom: string | null;
  usefulUntil: string | null;
  place: { geometry: Geometry | null; name: string | null } | null;
  marking: Marking;
  attachments: string[];
  retention: number | null;
}

export const emptyForm = (lang: "nl" | "en", now: number, zone: string): Form => ({
  title: "",
  text: "",
  lang,
  kind: "information",
  severity: "unknown",
  seenFrom: showMoment(now, zone),
  usefulUntil: "",
  placeName: "",
  geometry: null,
  tlp: null,
  pap: null,
  groups: [],
  persons: [],
  partners: [],
  purpose: "",
  minLevel: 1,
  personalData: false,
  grounds: [],
  breakGlass: false,
  retention: "",
  files: [],
});

/** The form that a report of one's own was written with. */
export function formOf(report: Report, zone: string): Form {
  const { marking } = report;
  const named = marking.recipients.map((each) => ({
    principal: each.principal,
    until: showMoment(each.until, zone),
    minLevel: each.minLevel ?? 1,
  }));
  return {
    title: report.title,
    text: report.text,
    lang: report.lang === "nl" ? "nl" : "en",
    kind: report.kind ?? "information",
    severity: report.severity,
    seenFrom: showMoment(report.seenFrom, zone),
    usefulUntil: showMoment(report.usefulUntil, zone),
    placeName: report.place?.name ?? "",
    geometry: report.place?.geometry ?? null,
    tlp: marking.tlp,
    pap: marking.pap,
    groups: marking.groups,
    persons: marking.tlp === "RED" ? named : [],
    partners: marking.tlp === "AMBER+STRICT" ? named : [],
    purpose: marking.purpose ?? "",
    minLevel: marking.minLevel ?? 1,
    personalData: marking.personalData,
    grounds: marking.grounds,
    breakGlass: marking.breakGlass,
    retention: "",
    files: report.attachments,
  };
}

/** Who is named: persons for RED, partners for AMBER+STRICT, nobody else. */
export const namedOf = (form: Form): Named[] =>
  form.tlp === "RED" ? form.persons : form.tlp === "AMBER+STRICT" ? form.partners : [];

/** The marking as it is sent; an end that cannot be read is left to `faultsOf`. */
export function markingOf(form: Form, zone: string, now: number): Marking {
  return {
    tlp: form.tlp,
    pap: form.pap,
    groups: form.tlp === "AMBER" ? form.groups : [],
    recipients: namedOf(form).map((each) => {
      const until = parseMoment(each.until, zone, now);
      return { principal: each.principal, minLevel: each.minLevel, ...(until ? { until } : {}) };
    }),
    purpose: form.purpose.trim() || null,
    minLevel: form.minLevel,
    personalData: form.personalData,
    grounds: form.personalData ? form.grounds : [],
    breakGlass: form.breakGlass,
  };
}

export function requestOf(form: Form, zone: string, now: number): ReportIn {
  const name = form.placeName.trim() || null;
  return {
    title: form.title.trim(),
    text: form.text,
    lang: form.lang,
    kind: form.kind,
    severity: form.severity,
    seenFrom: parseMoment(form.seenFrom, zone, now),
    usefulUntil: parseMoment(form.usefulUntil, zone, now),
    place: form.geometry || name ? { geometry: form.geometry, name } : null,
    marking: markingOf(form, zone, now),
    attachments: form.files.map((file) => file.sha256),
    retention: form.retention.trim() === "" ? null : Number(form.retention),
  };
}

/** What must be put right before it can be sent, in the order of the form. */
export function faultsOf(form: Form, zone: string, now: number): Fault[] {
  const faults: Fault[] = [];
  const say = (field: Field, word: Key) => faults.push({ field, word });
  const at = (text: string) => (text.trim() === "" ? "" : parseMoment(text, zone, now));
  if (form.title.trim() === "") say("title", "compose.needTitle");
  const [from, until] = [at(form.seenFrom), at(form.usefulUntil)];
  if (from === null) say("seenFrom", "compose.badTime");
  if (until === null) say("usefulUntil", "compose.badTime");
  else if (from && until && until <= from) say("usefulUntil", "compose.untilBefore");
  if (namedOf(form).some((each) => at(each.until) === null)) say("recipients", "compose.badTime");
  if (form.tlp === "CLEAR" && form.personalData) say("personalData", "compose.neverPublic");
  const days = form.retention.trim();
  if (days !== "" && !(/^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= 3650))
    say("retention", "compose.badRetention");
  return faults;
}

const places: Record<string, Field> = { attachments: "files", name: "files" };

/** The field that the server's `where` speaks of; null when it speaks of the whole. */
export function fieldOf(where: string): Field | null {
  const head = where.replace(/^marking\./, "").split(/[.[]/)[0] ?? "";
  const fields: Field[] = [
    ...(Object.keys(emptyForm("en", 0, "UTC")) as Field[]).filter((each) => each !== "geometry"),
    "recipients",
    "place",
  ];
  return places[head] ?? fields.find((each) => each === head) ?? null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
type Part = keyof Form;

/** Merge two edits of one version: what one side changed is taken, what both changed is a clash. */
export function merge(base: Form, mine: Form, theirs: Form): { form: Form; clashes: Part[] } {
  const form = { ...mine };
  const clashes: Part[] = [];
  for (const part of Object.keys(base) as Part[]) {
    if (same(mine[part], theirs[part]) || same(base[part], theirs[part])) continue;
    if (same(base[part], mine[part])) Object.assign(form, { [part]: theirs[part] });
    else clashes.push(part);
  }
  return { form, clashes };
}
