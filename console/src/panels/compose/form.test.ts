import { describe, expect, it } from "vitest";
import type { Preview, PreviewRow, Report } from "../../api/types";
import { emptyForm, faultsOf, fieldOf, formOf, markingOf, merge, requestOf } from "./form";
import { parseMoment, showMoment } from "./moments";
import { awayOf, coarsePlaces, csv, shareWords } from "./summary";

const zone = "Europe/Amsterdam";
const now = Date.parse("2026-11-22T13:36:00Z");
const form = { ...emptyForm("en", now, zone), title: " Two vans " };

describe("moments in the zone's clock", () => {
  it("reads a whole date, a day of this year and an hour of today", () => {
    expect(parseMoment("22-11-2026 14:10", zone, now)).toBe("2026-11-22T13:10:00.000Z");
    expect(parseMoment("1-7 09:05", zone, now)).toBe("2026-07-01T07:05:00.000Z");
    expect(parseMoment("14:10", zone, now)).toBe("2026-11-22T13:10:00.000Z");
  });
  it("keeps the hour on both sides of the change of the clock", () => {
    expect(parseMoment("25-10-2026 01:30", zone, now)).toBe("2026-10-24T23:30:00.000Z");
    expect(parseMoment("25-10-2026 04:30", zone, now)).toBe("2026-10-25T03:30:00.000Z");
  });
  it("refuses what is no moment", () => {
    for (const text of ["", "soon", "31-02-2026 10:00", "24:00", "12:61"])
      expect(parseMoment(text, zone, now)).toBeNull();
  });
  it("shows what it reads", () => {
    expect(showMoment("2026-11-22T13:10:00Z", zone)).toBe("22-11-2026 14:10");
    expect(showMoment(null, zone)).toBe("");
  });
});

describe("from form to request", () => {
  it("names groups only for AMBER and persons only for RED", () => {
    const person = { principal: "person--1", until: "20:00", minLevel: 3 as const };
    const all = { ...form, groups: ["group--1"], persons: [person] };
    expect(markingOf({ ...all, tlp: "AMBER" }, zone, now)).toMatchObject({ groups: ["group--1"], recipients: [] });
    expect(markingOf({ ...all, tlp: "RED" }, zone, now)).toMatchObject({
      groups: [],
      recipients: [{ principal: "person--1", until: "2026-11-22T19:00:00.000Z", minLevel: 3 }],
    });
    expect(markingOf({ ...all, tlp: "GREEN" }, zone, now)).toMatchObject({ groups: [], recipients: [] });
  });
  it("sends no ground without personal data and no place without name or geometry", () => {
    const sent = requestOf({ ...form, grounds: ["wpg-19-incidental"], usefulUntil: "20:00" }, zone, now);
    expect(sent.marking.grounds).toEqual([]);
    expect(markingOf({ ...form, personalData: true, grounds: ["a", "b"] }, zone, now).grounds).toEqual(["a", "b"]);
    expect(sent.place).toBeNull();
    expect(sent.title).toBe("Two vans");
    expect(sent.seenFrom).toBe("2026-11-22T13:36:00.000Z");
    expect(sent.usefulUntil).toBe("2026-11-22T19:00:00.000Z");
    expect(sent.retention).toBeNull();
  });
  it("says what must be put right, in the order of the form", () => {
    const wrong = {
      ...form,
      title: " ",
      usefulUntil: "10:00",
      tlp: "CLEAR" as const,
      personalData: true,
      retention: "0",
    };
    expect(faultsOf(wrong, zone, now).map((each) => [each.field, each.word])).toEqual([
      ["title", "compose.needTitle"],
      ["usefulUntil", "compose.untilBefore"],
      ["personalData", "compose.neverPublic"],
      ["retention", "compose.badRetention"],
    ]);
    expect(faultsOf(form, zone, now)).toEqual([]);
  });
  it("finds the field that the server speaks of", () => {
    expect(fieldOf("marking.recipients[0].until")).toBe("recipients");
    expect(fieldOf("marking.groups")).toBe("groups");
    expect(fieldOf("marking.grounds")).toBe("grounds");
    expect(fieldOf("attachments")).toBe("files");
    expect(fieldOf("place.geometry.coordinates")).toBe("place");
    expect(fieldOf("body")).toBeNull();
  });
  it("gives back the form that a report was written with", () => {
    const {
      marking,
      attachments: _files,
      retention: _days,
      ...rest
    } = requestOf(
      { ...form, tlp: "AMBER+STRICT", partners: [{ principal: "partner--1", until: "22-11-2026 20:00", minLevel: 2 }] },
      zone,
      now,
    );
    const report = { ...rest, marking, attachments: [], place: null } as unknown as Report;
    expect(requestOf(formOf(report, zone), zone, now).marking).toEqual(marking);
  });
});

describe("two editors", () => {
  it("takes what one side changed and shows what both changed", () => {
    const mine = { ...form, title: "Mine", text: "same" };
    const theirs = { ...form, title: "Theirs", text: "same", severity: "severe" as const };
    const merged = merge(form, mine, theirs);
    expect(merged.clashes).toEqual(["title"]);
    expect(merged.form).toMatchObject({ title: "Mine", text: "same", severity: "severe" });
  });
});

const reason = (code: string, group?: string) => ({ code, ...(group ? { group } : {}), text: { nl: code, en: code } });
const row = (partner: string, persons: number, more: Partial<PreviewRow> = {}): PreviewRow => ({
  partner,
  persons,
  reason: reason("owner"),
  precisionM: 0,
  ground: null,
  people: null,
  until: null,
  minLevel: 1,
  ...more,
});
const preview = (rows: PreviewRow[], more: Partial<Preview> = {}): Preview => ({
  persons: rows.reduce((sum, each) => sum + each.persons, 0),
  partners: rows.length,
  rows,
  notReached: [],
  refused: [],
  newSince: [],
  public: false,
  emptyGroups: [],
  ...more,
});

describe("what the button says", () => {
  const own = preview([row("city", 3)]);
  const shared = preview([row("city", 3), row("police", 4)]);
  it("counts persons, or says that it stays here", () => {
    expect(shareWords(shared, "AMBER", null, "city")).toEqual({ word: "compose.sharePersons", fill: { n: 7 } });
    expect(shareWords(own, null, null, "city").word).toBe("compose.keepOurs");
    expect(shareWords(preview([row("city", 1)]), "RED", null, "city").word).toBe("compose.keepMine");
    expect(shareWords({ ...shared, public: true }, "CLEAR", null, "city").word).toBe("compose.shareEveryone");
  });
  it("names what an edit adds", () => {
    expect(shareWords(shared, "AMBER", own, "city")).toEqual({ word: "compose.morePartners", fill: { n: 1 } });
    expect(shareWords(preview([row("city", 5)]), null, own, "city")).toEqual({
      word: "compose.morePersons",
      fill: { n: 2 },
    });
    expect(shareWords(own, null, shared, "city").word).toBe("compose.save");
  });
});

describe("who will not", () => {
  it("puts own reasons first, the many together, the public last", () => {
    const found = awayOf(
      preview([], {
        notReached: [
          { partner: "a", reason: reason("not-in-groups") },
          { partner: null, reason: reason("never-public") },
          { partner: "b", reason: reason("left-group") },
          { partner: "c", reason: reason("not-in-groups") },
        ],
      }),
    );
    expect(found.map((each) => each.partners)).toEqual([["b"], ["a", "c"], null]);
  });
  it("lists the coarse places with their groups", () => {
    const rows = [
      row("a", 1),
      row("b", 1, { precisionM: 250, reason: reason("group", "g") }),
      row("c", 1, { precisionM: 250, reason: reason("group", "g") }),
    ];
    expect(coarsePlaces(preview(rows))).toEqual([{ metres: 250, partners: ["b", "c"], groups: ["g"] }]);
  });
  it("keeps a formula as text in the list", () => {
    expect(csv([["=1+1", 'a "b", c', 3]])).toBe(`'=1+1,"a ""b"", c",3\r\n`);
  });
});
