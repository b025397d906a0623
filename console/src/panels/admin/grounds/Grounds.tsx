/** Legal grounds: on what personal data may go from one regime to another, by the law of this country. */
import { type Ground, useGrounds } from "../../../api/exchange";
import { useWords } from "../../../lib/i18n";
import { Empty, Loading, Problem } from "../../parts/States";
import { type Column, DataTable } from "../parts/DataTable";
import { Page } from "../parts/Page";

export default function Grounds() {
  const t = useWords();
  const query = useGrounds(true);
  const grounds = query.data ?? [];
  const regimes = [...new Set(grounds.map((ground) => ground.fromRegime))];
  const columns: Column<Ground>[] = [
    { head: t("ground.title"), cell: (ground) => <b className="strong">{t.of(ground.title)}</b> },
    { head: t("ground.to"), cell: (ground) => t.known("regime", ground.toRegime) },
    { head: t("ground.law"), cell: (ground) => ground.law, lang: "nl" },
  ];
  return (
    <Page title={t("admin.grounds")} count={query.data ? grounds.length : null}>
      <p className="second">{t("ground.note")}</p>
      {query.isPending && <Loading rows={10} />}
      {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      {query.data && grounds.length === 0 && <Empty says={t("ground.none")} />}
      {regimes.map((regime) => (
        <section
          key={regime}
          className="stack-near"
          aria-label={t("ground.from", { regime: t.known("regimeLong", regime) })}
        >
          <h3>{t("ground.from", { regime: t.known("regimeLong", regime) })}</h3>
          <DataTable
            caption={t("ground.from", { regime: t.known("regimeLong", regime) })}
            columns={columns}
            rows={grounds.filter((ground) => ground.fromRegime === regime)}
            id={(ground) => ground.id}
          />
        </section>
      ))}
    </Page>
  );
}
