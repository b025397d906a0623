/** Who is here and where: session, zone, names of partners; every panel may ask. */
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { usePartners } from "../api/queries";
import type { Session, Zone } from "../api/types";
import { useWords } from "../lib/i18n";
import { readAs } from "../lib/read";

export interface HereValue {
  session: Session;
  zone: Zone;
  /** Name of a partner in the reader's language; the id where the reader may not know it. */
  partnerName: (id: string) => string;
}
const Context = createContext<HereValue | null>(null);

export function useHere(): HereValue {
  const value = useContext(Context);
  if (!value) throw new Error("useHere outside Here");
  return value;
}

export function Here({ session, zone, children }: { session: Session; zone: Zone; children: ReactNode }) {
  const t = useWords();
  const partners = usePartners().data;
  useEffect(() => readAs(session.person.id), [session.person.id]);
  const value = useMemo(() => {
    const names = new Map((partners ?? []).map((partner) => [partner.id, t.of(partner.name)]));
    names.set(session.partner.id, t.of(session.partner.name));
    return { session, zone, partnerName: (id: string) => names.get(id) ?? id };
  }, [session, zone, partners, t]);
  return <Context value={value}>{children}</Context>;
}
