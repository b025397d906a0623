/** The only file that calls fetch: JSON in and out, problems as errors, the console's own headers. */
import { OfflineError, problemOf } from "./problem";

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

export interface Options {
  query?: Query;
  body?: unknown;
  /** Version that an edit starts from (If-Match). */
  match?: string;
  /** Same key, same command: repeating it after a lost answer does nothing twice. */
  key?: string;
  signal?: AbortSignal;
}
export interface Answer<T> {
  data: T;
  etag: string | null;
}

/** Path with its query string; a list repeats its name, empty values are left out. */
export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const each of Array.isArray(value) ? value : [value]) parts.append(name, String(each));
  }
  const text = parts.toString();
  return text === "" ? `/v1/${path}` : `/v1/${path}?${text}`;
}

/** A key for one command of one person; keep it when the same command is sent again. */
export const newKey = (): string => crypto.randomUUID();

function headersOf(method: string, options: Options): Headers {
  const headers = new Headers({ Accept: "application/json, application/problem+json" });
  if (method !== "GET") headers.set("X-Igiz-Console", "1");
  if (method === "POST") headers.set("Idempotency-Key", options.key ?? newKey());
  if (options.match !== undefined) headers.set("If-Match", options.match);
  if (options.body !== undefined && !(options.body instanceof Blob)) headers.set("Content-Type", "application/json");
  return headers;
}

/** Send one request and give the data with its version; throws ProblemError or OfflineError. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
  const init: RequestInit = { method, headers: headersOf(method, options), credentials: "same-origin" };
  if (options.body instanceof Blob) init.body = options.body;
  else if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(address(path, options.query), init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new OfflineError();
  }
  if (!response.ok) throw await problemOf(response);
  const empty = response.status === 204 || response.headers.get("Content-Length") === "0";
  const data = (empty ? undefined : await response.json()) as T;
  return { data, etag: response.headers.get("ETag") };
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await request<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).data;
/** The content of a file. */
export async function getBlob(path: string): Promise<Blob> {
  const response = await fetch(address(path), { credentials: "same-origin" });
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}
export const post = async <T>(path: string, body?: unknown, options: Options = {}): Promise<T> =>
  (await request<T>("POST", path, { ...options, body: body ?? {} })).data;
export const put = async <T>(path: string, body: unknown, options: Options = {}): Promise<T> =>
  (await request<T>("PUT", path, { ...options, body })).data;
export const patch = async <T>(path: string, body: unknown, options: Options = {}): Promise<T> =>
  (await request<T>("PATCH", path, { ...options, body })).data;
export const remove = async (path: string, options: Options = {}): Promise<void> => {
  await request<void>("DELETE", path, options);
};
