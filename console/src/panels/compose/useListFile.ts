/** The list of readers as a file to take along. */
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { useRowWords } from "./reasons";
import { csv } from "./summary";

function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function useListFile(preview: Preview | undefined) {
  const t = useWords();
  const { partnerName } = useHere();
  const why = useRowWords();
  return () => {
    if (!preview) return;
    const head = [
      t("preview.partner"),
      t("preview.persons"),
      t("preview.person"),
      t("preview.why"),
      t("preview.place"),
    ];
    const rows = preview.rows.map((row) => [
      partnerName(row.partner),
      row.persons,
      row.people?.map((person) => person.name).join("; ") ?? "",
      why(row),
      row.precisionM === 0 ? t("preview.exact") : t("preview.metres", { n: row.precisionM }),
    ]);
    save("igiz-readers.csv", csv([head, ...rows]));
  };
}
