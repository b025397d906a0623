/** Who reads one's own report now: the same list as before it was shared. */
import { useReaders } from "../../api/queries";
import { useWords } from "../../lib/i18n";
import { PreviewTable } from "../compose/PreviewTable";
import { Loading, Problem } from "../parts/States";

export function Readers({ id }: { id: string }) {
  const t = useWords();
  const readers = useReaders(id, true);
  return (
    <section className="stack-near">
      <h3>{t("reports.readers")}</h3>
      {readers.isPending && <Loading rows={3} />}
      {readers.error && <Problem error={readers.error} onAgain={() => void readers.refetch()} />}
      {readers.data && (
        <>
          <p className="readers-count">
            {readers.data.public && (
              <>
                <b>{t("preview.everyone")}</b>:{" "}
              </>
            )}
            <b>{t("item.persons", { n: readers.data.persons })}</b> {t("preview.of")}{" "}
            <b>{t("item.partners", { n: readers.data.partners })}</b>
          </p>
          <PreviewTable preview={readers.data} />
        </>
      )}
    </section>
  );
}
