import { describe, expect, it } from "vitest";
import { speech } from "./i18n";
import { age, clock, clockSeconds, coming, moment, shortMoment } from "./time";

const zone = "Europe/Amsterdam";

describe("times", () => {
  it("are the zone's own, in 24 hours", () => {
    expect(clock("2026-11-22T13:05:09Z", zone)).toBe("14:05");
    expect(clockSeconds("2026-11-22T23:05:09Z", zone)).toBe("00:05:09");
  });
  it("have no date today and one on another day", () => {
    const now = "2026-11-22T22:30:00Z";
    expect(moment("2026-11-22T06:00:00Z", zone, now)).toBe("07:00");
    expect(moment("2026-11-21T06:00:00Z", zone, now)).toBe("21-11-2026 07:00");
    expect(shortMoment("2026-11-21T06:00:00Z", zone, now)).toBe("21-11");
  });
});

describe("age", () => {
  const en = speech("en");
  it("is in words", () => {
    expect(age(28_400, en)).toBe("28 s");
    expect(age(8 * 60_000, en)).toBe("8 min");
    expect(age(88 * 60_000, en)).toBe("1 h 28");
    expect(age(120 * 60_000, speech("nl"))).toBe("2 u");
    expect(age(72 * 3_600_000, en)).toBe("3 days");
  });
});

describe("what is to come", () => {
  const now = "2026-11-22T18:00:00Z";
  it("is said by the clock alone within half a day, past midnight too", () => {
    expect(coming("2026-11-23T00:14:00Z", "Europe/Amsterdam", now)).toBe("01:14");
  });
  it("is said with its date when it is further off or over", () => {
    expect(coming("2026-11-23T06:00:00Z", "Europe/Amsterdam", now)).toBe("23-11-2026 07:00");
    expect(coming("2026-11-21T06:00:00Z", "Europe/Amsterdam", now)).toBe("21-11-2026 07:00");
  });
});
