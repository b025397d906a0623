/** Administration and audit: what is read, and the commands. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import type * as shape from "./admin-types";
import { address, get, patch, post, remove, request } from "./client";
import { refresh } from "./commands";
import type { Group, Marking, Page, Partner, Person } from "./types";

const listed = async <T>(path: string): Promise<T[]> => (await get<{ items: T[] }>(path)).items;

export const useTokens = () => useQuery({ queryKey: ["tokens"], queryFn: () => listed<shape.Token>("tokens") });
export const useDecisions = () =>
  useQuery({ queryKey: ["levels", "decisions"], queryFn: () => listed<shape.Decision>("measure-levels") });
export const useRegister = () =>
  useQuery({ queryKey: ["register"], queryFn: () => listed<shape.Processing>("processing-register") });

const mostPages = 10;
/** Every event one may see, in order of begin. */
export const useHappenings = () =>
  useQuery({
    queryKey: ["events", "all"],
    queryFn: async ({ signal }): Promise<shape.ZoneHappening[]> => {
      const found: shape.ZoneHappening[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < mostPages; page++) {
        const answer: Page<shape.ZoneHappening> = await get("events", { limit: 100, cursor }, signal);
        found.push(...answer.items);
        cursor = answer.next;
        if (cursor === null) break;
      }
      return found.sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
    },
  });

export const useLeaves = (enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ["leaves"],
    enabled,
    initialPageParam: null as string | null,
    getNextPageParam: (page: shape.Leaves) => page.next,
    queryFn: ({ pageParam, signal }) => get<shape.Leaves>("audit/leaves", { limit: 200, cursor: pageParam }, signal),
  });
export const useCheckpoints = () =>
  useQuery({ queryKey: ["checkpoints"], queryFn: () => get<shape.Checkpoints>("audit/checkpoints", { limit: 20 }) });
export const fetchProof = (index: number, signal: AbortSignal): Promise<shape.Proof> =>
  get<shape.Proof>(`audit/leaves/${index}/proof`, undefined, signal);

export const exportAddress = { audit: address("audit/export"), events: address("events.ics") };

/** A command; when it is done, the answers under these keys are fetched again. */
export const useCommand = <I, O>(run: (input: I) => Promise<O>, ...stale: string[]) =>
  useMutation({ mutationFn: run, onSuccess: () => refresh(...stale) });

interface EventVersion {
  id: string;
  position: string;
}

export const addPartner = (wish: shape.PartnerWish) => post<shape.AddedPartner>("partners", wish);
export const changePartner = ({ id, ...edit }: shape.PartnerEdit & { id: string }) =>
  patch<Partner>(`partners/${id}`, edit);
export const addPerson = (wish: shape.PersonWish) => post<shape.InvitedPerson>("persons", wish);
export const changePerson = ({ id, ...edit }: { id: string; name?: string; roles?: string[]; active?: boolean }) =>
  patch<Person>(`persons/${id}`, edit);
export const removePerson = (id: string) => remove(`persons/${id}`);
export const invitePerson = (id: string) => post<shape.Invitation>(`persons/${id}/invitations`);
export const createGroup = (wish: shape.GroupWish) => post<Group>("groups", wish);
export const changeGroup = ({ id, ...edit }: Partial<shape.GroupWish> & { id: string }) =>
  patch<Group>(`groups/${id}`, edit);
export const addMember = ({ group, ...member }: shape.MemberWish & { group: string }) =>
  post<Group>(`groups/${group}/members`, member);
export const removeMember = ({ group, partner }: { group: string; partner: string }) =>
  remove(`groups/${group}/members/${partner}`);
export const createToken = (wish: shape.TokenWish) => post<shape.IssuedToken>("tokens", wish);
export const revokeToken = (id: string) => remove(`tokens/${id}`);
export const decideLevel = (wish: shape.LevelWish) => post<shape.Decision>("measure-levels", wish);
export const addEvent = (wish: shape.EventWish & { marking: Marking }) => post<shape.ZoneHappening>("events", wish);

/** Change an event; `position` is that of the event as it was read, so that nobody's change is lost. */
export const changeEvent = ({
  id,
  position,
  ...edit
}: Partial<shape.EventWish> & EventVersion & { marking?: Marking; route?: null }) =>
  patch<shape.ZoneHappening>(`events/${id}`, edit, { match: `"${position}"` });
export const cancelEvent = ({ id, position }: EventVersion) => remove(`events/${id}`, { match: `"${position}"` });
export const importEvents = async ({ file, marking }: { file: File; marking: Marking }) => {
  const query = {
    tlp: marking.tlp,
    group: marking.groups,
    recipient: marking.recipients.map((each) => each.principal),
  };
  const body = new Blob([await file.arrayBuffer()], { type: "text/calendar" });
  return (await request<shape.Imported>("POST", "event-imports", { query, body })).data;
};
