/** A moment in the zone's clock, typed; leaving the field writes it out in full. */
import { useWords } from "../../lib/i18n";
import { useMinute } from "../../lib/time";
import { useHere } from "../here";
import { Field, useComposing, useFaultProps } from "./composing";
import { parseMoment, showMoment } from "./moments";

export function MomentField({ of, label }: { of: "seenFrom" | "usefulUntil"; label: string }) {
  const t = useWords();
  const { zone } = useHere();
  const { form, change } = useComposing();
  const props = useFaultProps(of);
  const now = useMinute();
  const hour = 3_600_000;
  const example = showMoment(Math.ceil((now + 3 * hour) / hour) * hour, zone.timeZone);
  const writeOut = () => {
    const at = parseMoment(form[of], zone.timeZone, Date.now());
    const shown = showMoment(at, zone.timeZone);
    if (at !== null && shown !== form[of]) change({ [of]: shown });
  };
  return (
    <Field of={of} label={label}>
      <input
        {...props}
        className="utrecht-textbox"
        autoComplete="off"
        placeholder={t("compose.timeHint", { time: example })}
        value={form[of]}
        onChange={(event) => change({ [of]: event.target.value })}
        onBlur={writeOut}
      />
    </Field>
  );
}
