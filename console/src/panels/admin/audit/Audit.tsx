/** The audit log of the own partner's matters, newest first; each leaf proves that it is in the log. */
import { useMemo } from "react";
import { useLeaves } from "../../../api/admin";
import type { Leaf } from "../../../api/admin-types";
import { usePlace } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { shortMoment } from "../../../lib/time";
import { useHere } from "../../here";
import { useNames } from "../parts/names";
import { Split } from "../parts/Split";
import { sectionOf } from "../sections";
import { AuditTools } from "./AuditTools";
import { Checkpoints } from "./Checkpoints";
import { deed } from "./deeds";
import { LeafView } from "./LeafView";

export type LeafRow = Leaf & { id: string };

function AuditRow({ leaf }: { leaf: Leaf }) {
  const t = useWords();
  const { zone } = useHere();
  const name = useNames();
  return (
    <>
      <span className="row-time">{shortMoment(leaf.at, zone.timeZone)}</span>
      <span className="row-title">{deed(leaf, t, name)}</span>
      <span />
      <span className="row-about">
        <span className="row-words">{leaf.actor ? name(leaf.actor) : t("audit.nobody")}</span>
        <span>{t("audit.leafNumber", { n: leaf.index })}</span>
      </span>
    </>
  );
}

export default function Audit() {
  const t = useWords();
  const place = usePlace();
  const name = useNames();
  const query = useLeaves(true);
  const all = useMemo(
    () =>
      query.data?.pages.flatMap((page) => page.items.map((leaf): LeafRow => ({ ...leaf, id: `leaf-${leaf.index}` }))),
    [query.data],
  );
  const action = sectionOf(place.view).narrowed;
  const rows = useMemo(() => all?.filter((leaf) => action === "" || leaf.action === action), [all, action]);
  return (
    <Split
      title={t("admin.audit")}
      asked={{ ...query, data: rows }}
      tools={<AuditTools leaves={all ?? []} action={action} />}
      row={(leaf) => <AuditRow leaf={leaf} />}
      name={(leaf) => deed(leaf, t, name)}
      detail={(leaf) => <LeafView key={leaf.id} leaf={leaf} />}
      aside={() => <Checkpoints />}
      asideTitle={t("audit.checkpoints")}
      rowClass="timed"
      more={query.hasNextPage}
      empty={t("audit.none")}
      onNearEnd={() => {
        if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
      }}
    />
  );
}
