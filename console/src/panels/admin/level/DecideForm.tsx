/** Decide the level: which, why, until when, what follows; what it will do is said before. */
import { useState } from "react";
import { decideLevel, useCommand } from "../../../api/admin";
import type { Decision } from "../../../api/admin-types";
import type { LevelNumber } from "../../../api/types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { levelAt, levelNumbers } from "../../../lib/levels";
import { moment } from "../../../lib/time";
import { readWall } from "../../../lib/wall";
import { useHere } from "../../here";
import { SelectField, TextField } from "../parts/fields";
import { TimeField } from "../parts/TimeField";
import { FormView } from "../parts/View";
import { Consequence } from "./Consequence";
import { LevelField } from "./LevelField";

export function DecideForm({ decisions }: { decisions: readonly Decision[] }) {
  const t = useWords();
  const { zone } = useHere();
  const decide = useCommand(decideLevel, "levels", "zone", "reports");
  const [level, setLevel] = useState<LevelNumber>(Math.min(5, zone.level.level + 1) as LevelNumber);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const [then, setThen] = useState("");
  const end = readWall(until, zone.timeZone);
  const after = end ? levelAt(decisions, Date.parse(end)) : null;
  const chosenThen = after && then && Number(then) <= after ? (Number(then) as LevelNumber) : null;
  const time = end ? moment(end, zone.timeZone) : "";
  const submit = () =>
    decide.mutate(
      // biome-ignore lint/suspicious/noThenProperty: the contract calls it so, and it is only turned into JSON
      { level, reason: reason.trim(), lang: t.language, until: end, then: chosenThen },
      { onSuccess: (made) => go({ item: made.id }) },
    );
  const lower = levelNumbers.filter((n) => after !== null && n <= after);
  return (
    <FormView
      submit={time ? t("decide.actUntil", { n: level, time }) : t("decide.act", { n: level })}
      busy={decide.isPending}
      error={decide.error}
      onSubmit={submit}
      onCancel={() => go({ item: null })}
    >
      <LevelField chosen={level} onChange={setLevel} />
      <TextField
        label={t("decide.reason")}
        hint={t(level > 1 ? "decide.reasonHint" : "decide.reasonBase")}
        value={reason}
        rows={3}
        most={2000}
        required={level > 1}
        onChange={setReason}
      />
      <TimeField
        label={t("decide.until")}
        value={until}
        required={level > 1}
        onChange={setUntil}
        hours={[2, 6, 12, 24]}
      />
      {after !== null && (
        <SelectField
          label={t("decide.then")}
          hint={t("decide.thenHint", { n: after })}
          value={chosenThen ? String(chosenThen) : ""}
          options={[
            ["", t("decide.thenAsBefore", { n: after })] as const,
            ...lower.map((n) => [String(n), t("decide.thenMost", { n })] as const),
          ]}
          onChange={setThen}
        />
      )}
      <Consequence to={level} until={time} then={chosenThen ?? after} />
    </FormView>
  );
}
