/** What panels read: one hook per noun, cached by TanStack Query and kept true by the live stream. */
import { QueryClient, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";
import { address, get, request } from "./client";
import { applyTo, Feed, type ListedRow } from "./feed";
import { ProblemError } from "./problem";
import type {
  Counts,
  DemoRole,
  Group,
  LayerName,
  Level,
  Page,
  Partner,
  Person,
  Place,
  Preview,
  Report,
  ReportFilter,
  Session,
  Zone,
  ZoneEvent,
} from "./types";

const retry = (count: number, error: Error): boolean => !(error instanceof ProblemError) && count < 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

/** What the stream said since the page was opened; lists fetched meanwhile are corrected by it. */
export const feed = new Feed();

const list = async <T>(path: string): Promise<T[]> => {
  const answer = await get<T[] | { items: T[] }>(path);
  return Array.isArray(answer) ? answer : answer.items;
};

export const useSession = () =>
  useQuery({
    queryKey: ["session"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<Session | null> => {
      try {
        return await get<Session>("session");
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) return null;
        throw error;
      }
    },
  });

/** The zone is told only to who is signed in. */
export const useZone = (enabled: boolean) =>
  useQuery({ queryKey: ["zone"], enabled, queryFn: () => get<Zone>("zone"), staleTime: Number.POSITIVE_INFINITY });

/** Layers of the zone that have come so far, by name; the same array until another comes. */
export const useLayers = <N extends LayerName>(names: readonly N[]): [N, FeatureCollection][] =>
  useQueries({
    queries: names.map((name) => ({
      queryKey: ["layer", name],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async (): Promise<[N, FeatureCollection]> => [name, await get(`zone/layers/${name}`)],
    })),
    combine: (results) => results.flatMap((result) => (result.data ? [result.data] : [])),
  });

export const useLevels = () => useQuery({ queryKey: ["levels"], queryFn: () => list<Level>("measure-levels") });
export const usePartners = () => useQuery({ queryKey: ["partners"], queryFn: () => list<Partner>("partners") });
export const usePersons = () => useQuery({ queryKey: ["persons"], queryFn: () => list<Person>("persons") });
export const useGroups = () => useQuery({ queryKey: ["groups"], queryFn: () => list<Group>("groups") });
export const useEvents = () => useQuery({ queryKey: ["events"], queryFn: () => list<ZoneEvent>("events") });
export const useCounts = () => useQuery({ queryKey: ["counts"], queryFn: () => get<Counts>("counts") });

export const useDemoRoles = () =>
  useQuery({
    queryKey: ["demo-roles"],
    queryFn: async (): Promise<DemoRole[]> => {
      try {
        return await list<DemoRole>("demo-roles");
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return [];
        throw error;
      }
    },
  });

export const usePlaces = (text: string) =>
  useQuery({
    queryKey: ["places", text],
    enabled: text.trim().length > 1,
    queryFn: ({ signal }) => get<{ items: Place[] }>("places", { q: text.trim() }, signal),
  });

const pageSize = 200;

async function fetchReports(filter: ReportFilter, cursor: string | null, signal: AbortSignal) {
  const mark = feed.mark();
  const page = await get<Page<ListedRow>>("reports", { ...filter, limit: pageSize, cursor }, signal);
  if (cursor !== null) return page;
  let items = page.items;
  for (const change of feed.since(mark)) items = applyTo(items, change, filter);
  return { ...page, items, total: page.total + items.length - page.items.length };
}

/** Newest first; `fetchNextPage` asks the next 200. The key carries the filter, which the stream reads back. */
export const useReports = (filter: ReportFilter) =>
  useInfiniteQuery({
    queryKey: ["reports", filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<ListedRow>) => page.next,
    placeholderData: (previous) => previous,
    queryFn: ({ pageParam, signal }) => fetchReports(filter, pageParam, signal),
  });

/** One report with the version that an edit of it must name. */
export const useReport = (id: string | null) =>
  useQuery({
    queryKey: ["report", id],
    enabled: id !== null,
    queryFn: ({ signal }) => request<Report>("GET", `reports/${id}`, { signal }),
  });

export const useReaders = (id: string, enabled: boolean) =>
  useQuery({ queryKey: ["readers", id], enabled, queryFn: () => get<Preview>(`reports/${id}/readers`) });

export const attachmentAddress = (id: string, sha256: string): string => address(`reports/${id}/attachments/${sha256}`);
