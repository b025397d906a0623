/** What the list shows: severity, kind, owner, time; kept in the address. */
import { Filter } from "lucide-react";
import { Dialog, DialogTrigger, Heading, Popover, Button as PressButton } from "react-aria-components";
import { usePartners } from "../../api/queries";
import type { Severity } from "../../api/types";
import { go, usePlace } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { kindWord, reportKinds } from "../parts/kinds";
import { SeverityMark } from "../parts/Severity";

const severities: Severity[] = ["extreme", "severe", "moderate", "minor", "unknown"];
const spans = { "6h": "picture.last6", "24h": "picture.last24", all: "picture.all" } as const;

function SeverityChoice() {
  const t = useWords();
  const { severity } = usePlace();
  const toggle = (one: string) =>
    go({ severity: severity.includes(one) ? severity.filter((each) => each !== one) : [...severity, one] });
  return (
    <fieldset className="field">
      <legend>{t("filter.severity")}</legend>
      {severities.map((one) => (
        <label key={one} className="line check">
          <input type="checkbox" checked={severity.includes(one)} onChange={() => toggle(one)} />
          <SeverityMark of={one} open />
        </label>
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
}
function Choice({ id, label, value, onChange, options }: ChoiceProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="utrecht-textbox" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Choices() {
  const t = useWords();
  const place = usePlace();
  const partners = usePartners().data ?? [];
  const kinds = reportKinds.map((kind) => ({ value: kind as string, label: kindWord(kind, t) }));
  const owners = partners.map((partner) => ({ value: partner.id, label: t.of(partner.name) }));
  return (
    <>
      <Choice
        id="filter-span"
        label={t("filter.time")}
        value={place.span}
        onChange={(span) => go({ span })}
        options={Object.entries(spans).map(([value, word]) => ({ value, label: t(word) }))}
      />
      <SeverityChoice />
      <Choice
        id="filter-kind"
        label={t("filter.kind")}
        value={place.kind ?? ""}
        onChange={(kind) => go({ kind: kind || null })}
        options={[{ value: "", label: t("filter.kindAll") }, ...kinds]}
      />
      <Choice
        id="filter-owner"
        label={t("filter.owner")}
        value={place.owner ?? ""}
        onChange={(owner) => go({ owner: owner || null })}
        options={[{ value: "", label: t("filter.ownerAll") }, ...owners]}
      />
      <Button label={t("picture.clear")} onClick={() => go({ severity: [], kind: null, owner: null, span: "6h" })} />
    </>
  );
}

export function Filters() {
  const t = useWords();
  const place = usePlace();
  const set = place.severity.length + Number(place.kind !== null) + Number(place.owner !== null);
  return (
    <DialogTrigger>
      <PressButton className={`chip ${set > 0 ? "on" : ""}`}>
        <Icon of={Filter} /> {set > 0 ? t("filter.set", { n: set }) : t("filter.open")}
      </PressButton>
      <Popover className="pop" placement="bottom end">
        <Dialog className="pop-form stack">
          <Heading slot="title" level={3}>
            {t("filter.title")}
          </Heading>
          <Choices />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
