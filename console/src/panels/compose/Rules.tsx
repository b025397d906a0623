/** Purpose, personal data with its grounds, and the rules that are seldom needed. */
import { useGrounds } from "../../api/exchange";
import { useEvents } from "../../api/queries";
import type { LevelNumber, Tlp } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { FaultLine, Field, idOf, useComposing, useFaultProps } from "./composing";
import { askedFor, groundTo, withGround } from "./grounds";

export function Purpose({ full }: { full: boolean }) {
  const t = useWords();
  const { form, change } = useComposing();
  const props = useFaultProps("purpose");
  const events = useEvents().data ?? [];
  return (
    <Field of="purpose" label={t("compose.purpose")} full={full}>
      <input
        {...props}
        className="utrecht-textbox"
        list="compose-purposes"
        maxLength={200}
        value={form.purpose}
        onChange={(event) => change({ purpose: event.target.value })}
      />
      <datalist id="compose-purposes">
        {[...new Set(events.map((event) => event.title))].map((title) => (
          <option key={title} value={title} />
        ))}
      </datalist>
    </Field>
  );
}

function Switch({ of, label, note }: { of: "personalData" | "breakGlass"; label: string; note: string }) {
  const { form, change } = useComposing();
  return (
    <div className="field full">
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={form[of]}
          id={idOf(of)}
          aria-describedby={`${idOf(of)}-note`}
          checked={form[of]}
          onChange={(event) => change({ [of]: event.target.checked })}
        />
        <span>
          <b className="strong">{label}</b>
          <span className="marking-note" id={`${idOf(of)}-note`}>
            {note}
          </span>
        </span>
      </label>
      <FaultLine of={of} />
    </div>
  );
}

/** For each law that it crosses to, the grounds that lead there; which one fits is for the person who shares. */
function GroundsField() {
  const t = useWords();
  const { session } = useHere();
  const { form, change, missing } = useComposing();
  const props = useFaultProps("grounds");
  const known = (useGrounds(true).data ?? []).filter((each) => each.fromRegime === session.partner.regime);
  const asked = askedFor(missing, form.grounds, known);
  if (asked.length === 0) return <FaultLine of="grounds" />;
  return (
    <fieldset className="field full grounds stack-near">
      <legend>{t("compose.grounds")}</legend>
      {asked.map((regime, n) => {
        const id = n === 0 ? props.id : `${props.id}-${regime}`;
        return (
          <div key={regime}>
            <label htmlFor={id}>{t("compose.groundTo", { regime: t.known("regimeLong", regime) })}</label>
            <select
              {...props}
              id={id}
              className="utrecht-textbox"
              value={groundTo(regime, form.grounds, known) ?? ""}
              onChange={(event) =>
                change({ grounds: withGround(regime, event.target.value || null, form.grounds, known) })
              }
            >
              <option value="">{t("compose.noGround")}</option>
              {known
                .filter((each) => each.toRegime === regime)
                .map((each) => (
                  <option key={each.id} value={each.id}>
                    {t.of(each.title)} ({each.law})
                  </option>
                ))}
            </select>
          </div>
        );
      })}
      <FaultLine of="grounds" />
    </fieldset>
  );
}

export function PersonalData() {
  const t = useWords();
  const { form } = useComposing();
  return (
    <>
      <Switch of="personalData" label={t("compose.personalData")} note={t("compose.personalDataNote")} />
      {form.personalData && <GroundsField />}
    </>
  );
}

const paps: (Tlp | null)[] = [null, "RED", "AMBER", "GREEN", "CLEAR"];
const levels: LevelNumber[] = [1, 2, 3, 4, 5];

function PapAndLevel() {
  const t = useWords();
  const { form, change } = useComposing();
  const pap = useFaultProps("pap");
  const level = useFaultProps("minLevel");
  return (
    <>
      <Field of="pap" label={t("compose.pap")}>
        <select
          {...pap}
          className="utrecht-textbox"
          value={form.pap ?? ""}
          onChange={(event) => change({ pap: (event.target.value || null) as Tlp | null })}
        >
          {paps.map((one) => (
            <option key={one ?? ""} value={one ?? ""}>
              {t.known("compose.pap", one ?? "none")}
            </option>
          ))}
        </select>
      </Field>
      <Field of="minLevel" label={t("compose.minLevel")}>
        <select
          {...level}
          className="utrecht-textbox"
          value={form.minLevel}
          onChange={(event) => change({ minLevel: Number(event.target.value) as LevelNumber })}
        >
          {levels.map((n) => (
            <option key={n} value={n}>
              {n === 1 ? t("compose.anyLevel") : t("compose.fromLevel", { n })}
            </option>
          ))}
        </select>
      </Field>
    </>
  );
}

function Retention() {
  const t = useWords();
  const { form, change } = useComposing();
  const props = useFaultProps("retention");
  return (
    <Field of="retention" label={t("compose.retention")} hint={t("compose.retentionHint")} full>
      <input
        {...props}
        className="utrecht-textbox short"
        inputMode="numeric"
        value={form.retention}
        onChange={(event) => change({ retention: event.target.value })}
      />
    </Field>
  );
}

/** What was set, so that the folded rules hide nothing. */
function useSet(): string {
  const t = useWords();
  const { form } = useComposing();
  const said = [
    form.pap && `PAP:${form.pap}`,
    form.minLevel > 1 && t("compose.fromLevel", { n: form.minLevel }),
    form.retention.trim() && t("compose.days", { n: Number(form.retention) || 0 }),
    form.breakGlass && t("compose.breakGlass"),
  ].filter(Boolean);
  return said.length > 0 ? said.join(" · ") : t("compose.moreNone");
}

export function MoreRules() {
  const t = useWords();
  const { faults } = useComposing();
  const wrong = faults.some(
    (each) => each.field && ["pap", "minLevel", "retention", "breakGlass"].includes(each.field),
  );
  const set = useSet();
  return (
    <details className="more-rules full" open={wrong || undefined}>
      <summary>
        <b className="strong">{t("compose.more")}</b> <span className="quiet">{set}</span>
      </summary>
      <div className="form-grid">
        <PapAndLevel />
        <Retention />
        <Switch of="breakGlass" label={t("compose.breakGlass")} note={t("compose.breakGlassNote")} />
      </div>
    </details>
  );
}
