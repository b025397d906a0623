/** Reports: exchange between partners. For you, list, reading pane and readers; `view=compose.…` takes the whole desk. */
import { useMemo, useState } from "react";
import "./reports.css";
import { newKey } from "../../api/client";
import { usePlace } from "../../lib/address";
import { Compose } from "../compose/Compose";
import { Reading } from "./Reading";
import { ReportsPane } from "./ReportsPane";
import { useShownReports } from "./useShownReports";

function Desk() {
  const place = usePlace();
  const shown = useShownReports();
  return (
    <div className={`reports ${place.item ? "has-item" : ""}`}>
      <ReportsPane shown={shown} />
      <Reading item={place.item} rows={shown.rows} forYou={shown.forYou} />
    </div>
  );
}

export default function ReportsDesk() {
  const { view } = usePlace();
  const [fresh] = useState(() => `draft--${newKey()}`);
  const draft = useMemo(() => {
    if (view === "compose") return fresh;
    return view?.startsWith("compose.") ? view.slice("compose.".length) : null;
  }, [view, fresh]);
  return draft ? <Compose key={draft} draft={draft} /> : <Desk />;
}
