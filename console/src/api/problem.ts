/** Errors of the server as RFC 9457 problems, and the one error for "no connection". */
export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  id?: string;
  errors?: { where: string; what: string }[];
}

/** A refusal by the server: `slug` names the kind, `id` is what a person copies when asking for help. */
export class ProblemError extends Error {
  readonly status: number;
  readonly slug: string;
  readonly title: string;
  readonly id: string;
  readonly errors: { where: string; what: string }[];

  constructor(status: number, body: ProblemBody, requestId = "") {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "ProblemError";
    this.status = status;
    this.title = body.title ?? "";
    this.slug = (body.type ?? "").split(/[:/]/).pop() ?? "";
    this.id = body.id ?? body.instance ?? requestId;
    this.errors = body.errors ?? [];
  }
}

/** The server was not reached; nothing is known about what happened to the request. */
export class OfflineError extends Error {
  constructor() {
    super("offline");
    this.name = "OfflineError";
  }
}

/** Read the problem out of a response that is not a success, whatever its content is. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const requestId = response.headers.get("X-Request-Id") ?? "";
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json")) return new ProblemError(response.status, { title: response.statusText }, requestId);
  try {
    return new ProblemError(response.status, (await response.json()) as ProblemBody, requestId);
  } catch {
    return new ProblemError(response.status, { title: response.statusText }, requestId);
  }
}
