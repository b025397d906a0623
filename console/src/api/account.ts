/** The own account: sessions, passkeys, codes; and coming in by an invitation. */
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Invited, Passkey, TotpProposal } from "./admin-types";
import { get, post, put, remove } from "./client";
import { queryClient } from "./queries";
import type { OpenSession, Session } from "./types";

const listed = async <T>(path: string): Promise<T[]> => (await get<{ items: T[] }>(path)).items;

export const useSessions = () => useQuery({ queryKey: ["sessions"], queryFn: () => listed<OpenSession>("sessions") });
export const usePasskeys = () => useQuery({ queryKey: ["passkeys"], queryFn: () => listed<Passkey>("passkeys") });
export const endSession = (id: string) => remove(`sessions/${id}`);
export const removePasskey = (id: string) => remove(`passkeys/${id}`);
export const proposeTotp = () => post<TotpProposal>("totp");
export const confirmTotp = (code: string) => put<void>("totp", { code });
export const removeTotp = () => remove("totp");

export const useInvitation = (secret: string) =>
  useQuery({
    queryKey: ["invitation"],
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => get<Invited>(`invitations/${encodeURIComponent(secret)}`),
  });

/** Choose a password by an invitation; then the person is signed in and the link is used up. */
export const useAcceptInvitation = (secret: string) =>
  useMutation({
    mutationFn: (password: string) => post<Session>(`invitations/${encodeURIComponent(secret)}`, { password }),
    onSuccess: (session) => {
      history.replaceState(null, "", "/");
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      queryClient.setQueryData(["session"], session);
    },
  });
