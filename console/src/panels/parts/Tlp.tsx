/** TLP 2.0 labels as FIRST draws them: never translated, never abbreviated. */
import type { Tlp } from "../../api/types";
import { useWords } from "../../lib/i18n";

/** In rows: the label, or nothing when only the owner's organisation sees it. */
export function TlpLabel({ of, big = false }: { of: Tlp; big?: boolean }) {
  const colour = of.split("+")[0]?.toLowerCase() ?? "";
  return <span className={`tlp ${colour} ${big ? "big" : ""}`}>TLP:{of}</span>;
}

/** On an item's own page: the label, or in words that it stays inside. */
export function TlpOrOwn({ of }: { of: Tlp | null }) {
  const t = useWords();
  if (of) return <TlpLabel of={of} big />;
  return <span className="nl-data-badge">{t("item.noMarking")}</span>;
}
