/** What is on the screen stands in the address: desk, selection, filters, theme and language. */
import { prefer } from "./preference";
import { createStore, useStore } from "./store";

export interface Place {
  desk: string;
  /** Chosen item. */
  item: string | null;
  /** What a desk shows beside its usual panes, for example `compose` or an admin list. */
  view: string | null;
  severity: string[];
  kind: string | null;
  owner: string | null;
  /** Span of the list: 6h, 24h or all. */
  span: string;
  listOnly: boolean;
}

export const startPlace: Place = {
  desk: "picture",
  item: null,
  view: null,
  severity: [],
  kind: null,
  owner: null,
  span: "6h",
  listOnly: false,
};

/** Read a place from a query string. */
export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  return {
    desk: query.get("desk") ?? startPlace.desk,
    item: query.get("item"),
    view: query.get("view"),
    severity: (query.get("severity") ?? "").split(",").filter(Boolean),
    kind: query.get("kind"),
    owner: query.get("owner"),
    span: query.get("span") ?? startPlace.span,
    listOnly: query.get("list") === "only",
  };
}

/** Write a place as a query string; what is as at the start is left out. */
export function writePlace(place: Place, keep: { lang?: string | null; theme?: string | null } = {}): string {
  const query = new URLSearchParams();
  if (place.desk !== startPlace.desk) query.set("desk", place.desk);
  if (place.view) query.set("view", place.view);
  if (place.item) query.set("item", place.item);
  if (place.severity.length > 0) query.set("severity", place.severity.join(","));
  if (place.kind) query.set("kind", place.kind);
  if (place.owner) query.set("owner", place.owner);
  if (place.span !== startPlace.span) query.set("span", place.span);
  if (place.listOnly) query.set("list", "only");
  if (keep.lang) query.set("lang", keep.lang);
  if (keep.theme) query.set("theme", keep.theme);
  const text = query.toString();
  return text === "" ? "/" : `/?${text}`;
}

const inBrowser = typeof window !== "undefined";
const store = createStore<Place>(inBrowser ? readPlace(location.search) : startPlace);

function keptInAddress() {
  const query = new URLSearchParams(location.search);
  return { lang: query.get("lang"), theme: query.get("theme") };
}

/** Go to a place; a new desk or view is a step one can go back from, a selection is not. */
export function go(part: Partial<Place>): void {
  const old = store.get();
  const next = { ...old, ...part };
  const step = next.desk !== old.desk || next.view !== old.view;
  store.set(next);
  history[step ? "pushState" : "replaceState"](null, "", writePlace(next, keptInAddress()));
}

/** The address of a place relative to the present one, for links. */
export const addressOf = (part: Partial<Place>): string => writePlace({ ...store.get(), ...part }, keptInAddress());

/** Change language or theme here, on this device and in the address. */
export function choose(part: { lang?: "nl" | "en"; theme?: "light" | "dark" }): void {
  prefer(part);
  history.replaceState(null, "", writePlace(store.get(), { ...keptInAddress(), ...part }));
}

if (inBrowser) window.addEventListener("popstate", () => store.set(readPlace(location.search)));
export const usePlace = (): Place => useStore(store);
export const place = (): Place => store.get();
