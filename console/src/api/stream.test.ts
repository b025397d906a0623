import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "./queries";
import { liveState, openStream } from "./stream";

class Line extends EventTarget {
  static readonly CLOSED = 2;
  static last: Line;
  readyState = 0;
  constructor() {
    super();
    Line.last = this;
  }
  close() {
    this.readyState = Line.CLOSED;
  }
  hears(name: string, data: object = {}) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

describe("the live stream", () => {
  let close: () => void;
  beforeEach(() => {
    vi.stubGlobal("EventSource", Line);
    vi.stubGlobal("window", globalThis);
    close = openStream();
    Line.last.hears("open");
  });
  afterEach(() => {
    close();
    vi.unstubAllGlobals();
  });

  it("is live once it is open", () => {
    expect(liveState()).toMatchObject({ connection: "live", lostAt: null, crowded: false });
  });
  it("says that it was lost", () => {
    Line.last.hears("error");
    expect(liveState()).toMatchObject({ connection: "offline", crowded: false });
  });
  it("reads an item again when somebody says something about it", () => {
    queryClient.setQueryData(["report", "report--1"], {});
    queryClient.setQueryData(["report", "report--2"], {});
    Line.last.hears("object", { id: "sighting--1", position: "a", type: "sighting", about: ["report--1"] });
    expect(queryClient.getQueryState(["report", "report--1"])?.isInvalidated).toBe(true);
    expect(queryClient.getQueryState(["report", "report--2"])?.isInvalidated).toBe(false);
  });
  it("says that too many windows are open, until it is back", () => {
    Line.last.hears("crowded");
    Line.last.hears("error");
    expect(liveState()).toMatchObject({ connection: "offline", crowded: true });
    Line.last.hears("open");
    expect(liveState()).toMatchObject({ connection: "live", lostAt: null, crowded: false });
  });
});
