/** The live stream: one EventSource per browser tab, resumed by its last event id, told apart by position. */
import { get } from "./client";
import { applyToPages, type Change, type Gone, mustAsk, type Pages } from "./feed";
import { feed, queryClient } from "./queries";
import type { Report, ReportFilter, ReportRow } from "./types";

export type Connection = "connecting" | "live" | "offline";
export interface LiveState {
  connection: Connection;
  /** Moment of the last message, or of the last fetch after a reconnection. */
  lastMessage: number | null;
  /** When the connection was lost; the picture is of this moment. */
  lostAt: number | null;
  /** Whether it was lost because this person has more windows open than the server streams to. */
  crowded: boolean;
}
type Restricted = { id: string; position: string; restricted: true };

const before: LiveState = { connection: "connecting", lastMessage: null, lostAt: null, crowded: false };
let state = before;
const listeners = new Set<() => void>();

export const liveState = (): LiveState => state;
export const onLive = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
function set(part: Partial<LiveState>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

function spread(change: Change): void {
  feed.add(change);
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["reports"] })) {
    const filter = (query.queryKey[1] ?? {}) as ReportFilter;
    const rows = queryClient.getQueryData<Pages>(query.queryKey)?.pages.flatMap((page) => page.items) ?? [];
    if (filter.q || mustAsk(rows, change)) void queryClient.invalidateQueries({ queryKey: query.queryKey });
    if (!filter.q) queryClient.setQueryData<Pages>(query.queryKey, (old) => old && applyToPages(old, change, filter));
  }
  const id = "row" in change ? change.row.id : change.id;
  void queryClient.invalidateQueries({ queryKey: ["report", id] });
  void queryClient.invalidateQueries({ queryKey: ["counts"] });
}

async function onReport(event: MessageEvent<string>): Promise<void> {
  set({ lastMessage: Date.now() });
  const told = JSON.parse(event.data) as ReportRow | Restricted;
  if (!feed.isNew(event.lastEventId || told.position)) return;
  if ("title" in told) return spread({ row: told });
  try {
    spread({ row: await get<Report>(`reports/${told.id}`) });
  } catch {
    void queryClient.invalidateQueries({ queryKey: ["reports"] });
  }
}

function onGone(event: MessageEvent<string>): void {
  set({ lastMessage: Date.now() });
  if (event.lastEventId !== "" && !feed.isNew(event.lastEventId)) return;
  const { id, kind, owner } = JSON.parse(event.data) as { id: string; kind: Gone; owner?: string };
  spread({ id, gone: kind, ...(owner === undefined ? {} : { owner }) });
}

/** Something that is no report: a sighting or an opinion changes the items it is about. */
function onObject(event: MessageEvent<string>): void {
  set({ lastMessage: Date.now() });
  const told = JSON.parse(event.data) as { id: string; position: string; about: string[] };
  if (!feed.isNew(event.lastEventId || told.position)) return;
  for (const id of [told.id, ...told.about]) void queryClient.invalidateQueries({ queryKey: ["report", id] });
}

/** Ask the server for everything again; after a restart of the server the lists then equal its own. */
function refetchAll(): void {
  feed.clear();
  void queryClient.invalidateQueries({
    predicate: (query) => !["session", "layer"].includes(String(query.queryKey[0])),
  });
}

/** Open the stream and keep it open; the answer closes it. */
export function openStream(path = "/v1/stream"): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let failures = 0;
  let closed = false;

  const connect = () => {
    source = new EventSource(path);
    source.addEventListener("open", () => {
      const returned = state.lostAt !== null;
      failures = 0;
      set({ connection: "live", lostAt: null, lastMessage: Date.now(), crowded: false });
      if (returned) refetchAll();
    });
    source.addEventListener("hello", (event: MessageEvent<string>) => {
      set({ lastMessage: Date.now() });
      // what was shared between the answer of a list and the opening of the stream is in neither
      if (!(JSON.parse(event.data) as { resumed: boolean }).resumed)
        void queryClient.invalidateQueries({ queryKey: ["reports"] });
    });
    source.addEventListener("report", (event) => void onReport(event));
    source.addEventListener("object", onObject);
    source.addEventListener("gone", onGone);
    source.addEventListener("reset", refetchAll);
    source.addEventListener("crowded", () => set({ crowded: true }));
    source.addEventListener("error", onError);
  };
  const onError = () => {
    if (closed) return;
    set({ connection: "offline", lostAt: state.lostAt ?? Date.now() });
    if (source?.readyState !== EventSource.CLOSED) return;
    // the server refused instead of being away: perhaps the session ended
    void queryClient.invalidateQueries({ queryKey: ["session"] });
    timer = window.setTimeout(connect, Math.min(15_000, 1000 * 2 ** failures++));
  };
  connect();
  return () => {
    closed = true;
    window.clearTimeout(timer);
    source?.close();
    state = before;
  };
}
