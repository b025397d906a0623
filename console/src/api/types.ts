/** Shapes of the HTTP contract, written by hand until they are generated from the OpenAPI description. */
import type { Geometry } from "geojson";

export type Text = { nl: string; en: string };
export type Position = [number, number];
export type Page<T> = { items: T[]; next: string | null; total: number; totalCapped: boolean };

export type Severity = "extreme" | "severe" | "moderate" | "minor" | "unknown";
export type Tlp = "RED" | "AMBER+STRICT" | "AMBER" | "GREEN" | "CLEAR";
export type LevelNumber = 1 | 2 | 3 | 4 | 5;
export type DeskName = "picture" | "reports" | "signals" | "sensors" | "plans" | "lab" | "admin";

export interface Level {
  level: LevelNumber;
  from: string;
  until: string | null;
  then: LevelNumber | null;
  reason: string;
  authority: { id: string; name: Text };
}
export interface Site {
  id: string;
  name: Text;
  kind: string;
  position: Position;
  partner: string | null;
}
export interface Zone {
  id: string;
  name: Text;
  schematic: boolean;
  demo: boolean;
  exercise: boolean;
  centre: Position;
  radiusM: number;
  timeZone: string;
  attribution: string;
  ceiling: string | null;
  sites: Site[];
  level: Level;
}
export type LayerName = "streets" | "buildings" | "green" | "water" | "trams" | "areas" | "points" | "trees";

export interface Place {
  name: string;
  kind: "street" | "site" | "address" | "area";
  position: Position;
}
export interface Partner {
  id: string;
  name: Text;
  short: string;
  kind: string;
  controller: string;
  regime: string;
  showsPersons: boolean;
  active: boolean;
}
export interface Person {
  id: string;
  name: string;
  login: string;
  partner: string;
  roles: string[];
  active: boolean;
  service: boolean;
}
export interface Session {
  id: string;
  person: Person;
  partner: Partner;
  roles: string[];
  desks: DeskName[];
  canWrite: boolean;
  canDecide: boolean;
  canAdminister: boolean;
  canAudit: boolean;
  expires: string;
}
export interface OpenSession {
  id: string;
  started: string;
  lastSeen: string;
  current: boolean;
  device: string;
}
export interface DemoRole {
  person: string;
  role: Text;
  partner: Text;
}
export interface Group {
  id: string;
  name: string;
  purpose: string;
  owner: string;
  precisionM: number;
  members: { partner: string; from: string; until: string | null; minLevel: LevelNumber | null; invitedBy: string }[];
}
export interface Recipient {
  principal: string;
  until?: string;
  minLevel?: LevelNumber;
}
export interface Marking {
  tlp: Tlp | null;
  pap: Tlp | null;
  groups: string[];
  recipients: Recipient[];
  purpose: string | null;
  minLevel: LevelNumber | null;
  personalData: boolean;
  /** For each regime that it reaches, other than the owner's own, the ground for it. */
  grounds: string[];
  breakGlass: boolean;
}
export interface ReportPlace {
  geometry: Geometry | null;
  precisionM: number;
  name: string | null;
}
export interface ReportRow {
  id: string;
  type: string;
  position: string;
  version: string;
  title: string;
  kind: string | null;
  severity: Severity;
  owner: string;
  tlp: Tlp | null;
  place: ReportPlace | null;
  seenFrom: string | null;
  usefulUntil: string | null;
  created: string;
  revoked: boolean;
  mine: boolean;
  restricted: boolean;
}
export interface Reason {
  code: string;
  group?: string | null;
  text: Text;
}
export interface Attachment {
  sha256: string;
  name: string;
  type: string;
  size: number;
}
export type OpinionValue = "strongly-disagree" | "disagree" | "neutral" | "agree" | "strongly-agree";
export interface Report extends ReportRow {
  text: string;
  lang: string;
  marking: Marking;
  why: Reason[];
  attachments: Attachment[];
  sightings: { id: string; by: string; at: string; note: string }[];
  opinions: { id: string; by: string; at: string; opinion: OpinionValue; note: string }[];
  refersTo: { id: string; type: string; title: string }[];
  /** Absent where the server keeps no log of an object; what is known of it is then told instead. */
  log?: { at: string; kind: string; by: string; text: string }[];
  canEdit: boolean;
  canRevoke: boolean;
}
export interface ZoneEvent {
  id: string;
  title: string;
  kind: string;
  from: string;
  until: string;
  place: Geometry | null;
}
export interface PreviewRow {
  partner: string;
  persons: number;
  reason: Reason;
  precisionM: number;
  ground: string | null;
  people: { id: string; name: string }[] | null;
  until: string | null;
  minLevel: LevelNumber | null;
}
export interface Preview {
  persons: number;
  partners: number;
  rows: PreviewRow[];
  notReached: { partner: string | null; count?: number; reason: Reason }[];
  refused: { partner: string; regime: string; grounds: string[] }[];
  newSince: { partner: string; group: string; since: string }[];
  public: boolean;
  emptyGroups: string[];
}
export interface Counts {
  reports: number;
}

/** What a reader may narrow a list of reports by; times are RFC 3339. */
export interface ReportFilter {
  type?: string;
  severity?: Severity[];
  kind?: string;
  owner?: string;
  from?: string;
  until?: string;
  q?: string;
}
