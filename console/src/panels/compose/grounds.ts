/** One ground per regime: which is chosen, and for which regimes one is still missing. Pure. */
import type { Ground } from "../../api/exchange";
import type { Preview } from "../../api/types";

type Leading = Pick<Ground, "id" | "toRegime">;

/** The ground chosen for a regime. */
export const groundTo = (regime: string, chosen: readonly string[], known: readonly Leading[]): string | null =>
  known.find((each) => each.toRegime === regime && chosen.includes(each.id))?.id ?? null;

/** The chosen grounds with another one for a regime, or none; in a fixed order, so that equal choices are equal. */
export function withGround(
  regime: string,
  id: string | null,
  chosen: readonly string[],
  known: readonly Leading[],
): string[] {
  const same = new Set(known.filter((each) => each.toRegime === regime).map((each) => each.id));
  return [...chosen.filter((each) => !same.has(each)), ...(id ? [id] : [])].sort();
}

export interface Missing {
  regime: string;
  partners: string[];
  grounds: string[];
}

/** Per regime the partners that may not get it, and the grounds that would cover them. */
export function missingOf(refused: Preview["refused"]): Missing[] {
  const found = new Map<string, Missing>();
  for (const { regime, partner, grounds } of refused) {
    const known = found.get(regime);
    if (known) known.partners.push(partner);
    else found.set(regime, { regime, partners: [partner], grounds });
  }
  return [...found.values()];
}

/** The regimes that the form asks a ground for: those that miss one, and those that have one. */
export function askedFor(missing: readonly string[], chosen: readonly string[], known: readonly Leading[]): string[] {
  const given = known.filter((each) => chosen.includes(each.id)).map((each) => each.toRegime);
  const wanted = new Set([...missing, ...given]);
  return [...new Set(known.map((each) => each.toRegime))].filter((each) => wanted.has(each));
}
