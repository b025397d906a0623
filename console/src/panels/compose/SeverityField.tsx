/** How bad if true: shape, word and colour in the list and in the field. */
import { ChevronDown } from "lucide-react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import type { Severity } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { Icon } from "../parts/Icon";
import { SeverityMark } from "../parts/Severity";
import { FaultLine, idOf, useComposing } from "./composing";

const severities: Severity[] = ["extreme", "severe", "moderate", "minor", "unknown"];

export function SeverityField() {
  const t = useWords();
  const { form, change } = useComposing();
  return (
    <div className="field">
      <Select
        className="choice"
        value={form.severity}
        onChange={(severity) => change({ severity: String(severity) as Severity })}
      >
        <Label className="label">{t("compose.severity")}</Label>
        <Button className="utrecht-textbox choice-button" id={idOf("severity")}>
          <SelectValue>{() => <SeverityMark of={form.severity} open />}</SelectValue>
          <Icon of={ChevronDown} />
        </Button>
        <Popover className="pop choice-pop">
          <ListBox className="menu">
            {severities.map((severity) => (
              <ListBoxItem key={severity} id={severity} className="menu-item" textValue={t(`severity.${severity}`)}>
                <SeverityMark of={severity} open />
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>
      <FaultLine of="severity" />
    </div>
  );
}
