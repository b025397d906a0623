/** The chosen report with its actions, and beside it who reads it and how it came to be. */
import { useMemo, useState } from "react";
import type { ListedRow } from "../../api/feed";
import { go } from "../../lib/address";
import { Detail } from "../detail/Detail";
import { AboutReport } from "./AboutReport";
import { Actions } from "./Actions";

interface Props {
  item: string | null;
  rows: readonly ListedRow[];
  forYou: readonly ListedRow[];
}

export function Reading({ item, rows, forYou }: Props) {
  const [open, setOpen] = useState(false);
  const waits = useMemo(() => forYou.some((row) => row.id === item), [forYou, item]);
  const deleted = rows.some((row) => row.id === item && row.gone === "deleted");
  const close = () => {
    go({ item: null });
    document.querySelector<HTMLElement>(".reports-pane [role=listbox]")?.focus();
  };
  return (
    <>
      <Detail id={item} waits={waits} near={rows} onClose={close} actions={(report) => <Actions report={report} />} />
      <AboutReport id={deleted ? null : item} open={open} onOpen={setOpen} />
    </>
  );
}
