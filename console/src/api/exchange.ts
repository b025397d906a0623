/** Sharing: previews, drafts, files, versions, and the commands of a report's owner. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { address, get, getBlob, newKey, post, put, remove, request } from "./client";
import { OfflineError, type ProblemBody, ProblemError } from "./problem";
import type { Attachment, Marking, Preview, Report, Text, Tlp } from "./types";

export interface Draft {
  id: string;
  at: string;
  body: Record<string, unknown>;
}
export interface Version {
  version: string;
  title: string;
  text: string;
  tlp: Tlp | null;
  changedBy: string | null;
  at: string;
}
export interface Ground {
  id: string;
  title: Text;
  fromRegime: string;
  toRegime: string;
  law: string;
}

const items = async <T>(path: string): Promise<T[]> => (await get<{ items: T[] }>(path)).items;

export const useDrafts = (enabled = true) =>
  useQuery({ queryKey: ["drafts"], enabled, queryFn: () => items<Draft>("drafts") });
export const useGrounds = (enabled: boolean) =>
  useQuery({
    queryKey: ["legal-grounds"],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => items<Ground>("legal-grounds"),
  });
export const useVersions = (id: string | null) =>
  useQuery({
    queryKey: ["report", id, "versions"],
    enabled: id !== null,
    queryFn: () => items<Version>(`reports/${id}/versions`),
  });

const pause = 120;

/** Who would see it, asked again shortly after each change; `current` says whether the answer is for this marking. */
export function usePreview(marking: Marking) {
  const key = JSON.stringify(marking);
  const [asked, setAsked] = useState(key);
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(key), pause);
    return () => window.clearTimeout(timer);
  }, [key]);
  const query = useQuery<Preview>({
    queryKey: ["preview", asked],
    staleTime: 0,
    gcTime: 10_000,
    refetchInterval: 30_000,
    placeholderData: (previous) => previous,
    queryFn: async ({ signal }) =>
      (await request<Preview>("POST", "recipient-previews", { body: { marking: JSON.parse(asked) }, signal })).data,
  });
  return { ...query, current: asked === key && !query.isPlaceholderData && query.data !== undefined };
}

export const readersOf = (id: string): Promise<Preview> => get<Preview>(`reports/${id}/readers`);
export const readReport = (id: string) => request<Report>("GET", `reports/${id}`);
export const shareReport = (body: unknown, key: string) => request<Report>("POST", "reports", { body, key });
export const editReport = (id: string, body: unknown, match: string) =>
  request<Report>("PUT", `reports/${id}`, { body, match });
export const deleteReport = (id: string) => remove(`reports/${id}`);
export const revokeReport = (id: string, reason: string) =>
  post<Report>(`reports/${id}/revocations`, { reason }, { key: newKey() });
export const saveDraft = (id: string, body: unknown) => put<void>(`drafts/${id}`, body);
export const dropDraft = (id: string) => remove(`drafts/${id}`);

/** A file of a report, as it was added. */
export const fetchFile = async (report: string, file: Attachment): Promise<File> =>
  new File([await getBlob(`reports/${report}/attachments/${file.sha256}`)], file.name);

export interface Sending {
  done: Promise<Attachment>;
  cancel: () => void;
}

/** Send a file and tell how far it is (0 to 1); fetch cannot tell, so this is the one XMLHttpRequest. */
export function sendFile(file: File, onProgress: (part: number) => void): Sending {
  const sent = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    sent.open("POST", address("attachments", { name: file.name }));
    sent.setRequestHeader("X-Igiz-Console", "1");
    sent.setRequestHeader("Idempotency-Key", newKey());
    sent.setRequestHeader("Content-Type", "application/octet-stream");
    sent.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    sent.onerror = () => reject(new OfflineError());
    sent.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    sent.onload = () => {
      let body: unknown = {};
      try {
        body = JSON.parse(sent.responseText);
      } catch {
        // an answer that is no JSON is told by its status
      }
      if (sent.status < 300) resolve(body as Attachment);
      else reject(new ProblemError(sent.status, body as ProblemBody));
    };
    sent.send(file);
  });
  return { done, cancel: () => sent.abort() };
}
