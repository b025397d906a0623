/** The register of processing (GDPR article 30): every table, why, under which law, for how long; to print. */
import { Printer } from "lucide-react";
import { useState } from "react";
import { useRegister } from "../../../api/admin";
import type { Processing } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { Button } from "../../parts/Button";
import { Empty, Loading, Problem } from "../../parts/States";
import { type Column, DataTable } from "../parts/DataTable";
import { Page } from "../parts/Page";

export default function Register() {
  const t = useWords();
  const query = useRegister();
  const [personalOnly, setPersonalOnly] = useState(false);
  const rows = query.data?.filter((entry) => entry.personal || !personalOnly) ?? [];
  const columns: Column<Processing>[] = [
    {
      head: t("register.table"),
      cell: (entry) => <b className="strong">{entry.table.replaceAll("_", " ")}</b>,
      lang: "en",
    },
    { head: t("register.purpose"), cell: (entry) => entry.purpose, lang: "en" },
    { head: t("register.personal"), cell: (entry) => t(entry.personal ? "admin.yes" : "admin.no") },
    { head: t("register.basis"), cell: (entry) => t.known("basis", entry.legalBasis) },
    { head: t("register.regime"), cell: (entry) => t.known("regime", entry.regime) },
    { head: t("register.controller"), cell: (entry) => t.known("controller", entry.controller) },
    { head: t("register.retention"), cell: (entry) => entry.retention, lang: "en" },
  ];
  return (
    <Page
      title={t("admin.register")}
      count={query.data ? rows.length : null}
      tools={
        <>
          <label className="check">
            <input type="checkbox" checked={personalOnly} onChange={(event) => setPersonalOnly(event.target.checked)} />
            {t("register.personalOnly")}
          </label>
          <span className="grow" />
          <Button icon={Printer} label={t("register.print")} onClick={() => window.print()} />
        </>
      }
    >
      <p className="second">{t("register.note")}</p>
      {query.isPending && <Loading rows={10} />}
      {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <Empty says={t("register.none")} />}
      {rows.length > 0 && (
        <DataTable roomy caption={t("admin.register")} columns={columns} rows={rows} id={(entry) => entry.table} />
      )}
    </Page>
  );
}
