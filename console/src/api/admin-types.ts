/** Shapes of the HTTP contract that only administration, audit and the own account use. */
import type { Geometry } from "geojson";
import type { Level, LevelNumber, Marking, Page, Partner, Person, Text, Tlp } from "./types";

export interface Invitation {
  link: string;
  expires: string;
}
export type AddedPartner = Partner & { invitation: Invitation | null };
export type InvitedPerson = Person & { invitation: Invitation };
export interface PartnerWish {
  name: Text;
  short: string;
  kind: string;
  controller: string;
  regime: string;
  administrator?: { name: string; login: string };
}
export type PartnerEdit = Partial<Omit<PartnerWish, "administrator"> & { showsPersons: boolean; active: boolean }>;
export interface PersonWish {
  name: string;
  login: string;
  roles: string[];
}
export interface GroupWish {
  name: string;
  purpose: string;
  precisionM: number;
}
export interface MemberWish {
  partner: string;
  until: string | null;
  minLevel: LevelNumber | null;
}
export type Scope = "read" | "write" | "admin";
export interface Token {
  id: string;
  name: string;
  scopes: Scope[];
  person: string;
  created: string;
  expires: string;
  basic: boolean;
}
export type IssuedToken = Token & { token: string | null; user: string | null; password: string | null };
export interface TokenWish {
  name: string;
  scopes: Scope[];
  expires: string;
  basic: boolean;
}
/** A decision about the measure level; the base, before any, has no id and no authority. */
export type Decision = Omit<Level, "authority"> & { id: string; lang: string; authority: Level["authority"] | null };
export interface LevelWish {
  level: LevelNumber;
  reason: string;
  lang: string;
  until: string | null;
  then: LevelNumber | null;
}
export const eventKinds = ["summit", "visit", "demonstration", "match", "market", "other"] as const;
export type EventKind = (typeof eventKinds)[number];
export type EventStatus = "confirmed" | "tentative" | "cancelled";
export interface EventWish {
  title: string;
  lang: string;
  kind: EventKind;
  from: string;
  until: string;
  place: Geometry | null;
  placeName: string | null;
  organiser: string | null;
  expected: number | null;
  status: EventStatus;
}
export interface ZoneHappening extends EventWish {
  id: string;
  precisionM: number;
  route: Geometry | null;
  position: string;
  owner: string;
  tlp: Tlp | null;
  marking: Marking;
  mine: boolean;
  restricted: boolean;
  canEdit: boolean;
}
export interface Imported {
  created: string[];
  changed: string[];
  same: string[];
  refused: { uid: string; what: string }[];
}
export interface Leaf {
  index: number;
  at: string;
  action: string | null;
  actor: string | null;
  subject: string | null;
  detail: Record<string, unknown>;
  hash: string;
  erased: boolean;
}
export type Leaves = Pick<Page<Leaf>, "items" | "next"> & { size: number; root: string };
export interface Proof {
  index: number;
  size: number;
  hashes: string[];
  leafHash: string;
  root: string;
  checkpoint: string | null;
}
export interface Checkpoints {
  items: { size: number; at: string; root: string; note: string }[];
  next: string | null;
  key: string;
}
export interface Processing {
  table: string;
  controller: string;
  regime: string;
  purpose: string;
  legalBasis: string;
  retention: string;
  personal: boolean;
}
export interface Passkey {
  id: string;
  name: string;
  created: string;
  used: string | null;
}
export interface TotpProposal {
  secret: string;
  uri: string;
  qrSvg: string;
}
export interface Invited {
  login: string;
  partner: Text;
}
