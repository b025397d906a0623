/** The calendar as a file: take it along, or take one in. */
import { Download, Upload } from "lucide-react";
import { useState } from "react";
import { exportAddress } from "../../../api/admin";
import { useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { Button } from "../../parts/Button";
import { LinkButton } from "../parts/LinkButton";
import { ImportDialog } from "./ImportDialog";

export function CalendarTools() {
  const t = useWords();
  const { session } = useHere();
  const [open, setOpen] = useState(false);
  return (
    <div className="tools">
      {session.canWrite && <Button icon={Upload} label={t("event.import")} onClick={() => setOpen(true)} />}
      <LinkButton icon={Download} label={t("event.export")} href={exportAddress.events} download="events.ics" />
      {open && <ImportDialog onClose={() => setOpen(false)} />}
    </div>
  );
}
