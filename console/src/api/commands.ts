/** What panels change: one mutation per command; each says which cached answers it makes old. */
import { useMutation } from "@tanstack/react-query";
import { newKey, post, remove } from "./client";
import { queryClient } from "./queries";
import type { OpinionValue, Session } from "./types";

export const refresh = (...keys: string[]): Promise<unknown> =>
  Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));

/** Forget what the one before could see; the session itself stays, since the whole screen watches it. */
function entered(session: Session | null): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  queryClient.setQueryData(["session"], session);
}

export const useSignIn = () =>
  useMutation({
    mutationFn: (form: { login: string; password: string; code?: string }) => post<Session>("sessions", form),
    onSuccess: entered,
  });

export const useDemoSignIn = () =>
  useMutation({ mutationFn: (person: string) => post<Session>("demo-sessions", { person }), onSuccess: entered });

export const usePasskeySignIn = () =>
  useMutation({
    mutationFn: async () => (await import("./passkey")).signInWithPasskey(),
    onSuccess: entered,
  });

export const useSignOut = () =>
  useMutation({
    mutationFn: () => remove("session"),
    onSuccess: () => entered(null),
  });

export const useSighting = (id: string) =>
  useMutation({
    mutationFn: (form: { note: string; seenAt: string }) =>
      post<void>(`reports/${id}/sightings`, form, { key: newKey() }),
    onSuccess: () => refresh("report"),
  });

export const useOpinion = (id: string) =>
  useMutation({
    mutationFn: (form: { opinion: OpinionValue; note: string }) =>
      post<void>(`reports/${id}/opinions`, form, { key: newKey() }),
    onSuccess: () => refresh("report"),
  });
