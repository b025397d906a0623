/** A field that suggests while one types: arrows walk, Enter takes, Esc closes the list first. */
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useWords } from "../../lib/i18n";

export interface Hit {
  id: string;
  label: string;
  /** What it is, beside the label. */
  what: string;
}
interface Props<T extends Hit> {
  id: string;
  /** Name where no label element points at the field. */
  name?: string;
  placeholder: string;
  value: string;
  onType: (text: string) => void;
  hits: readonly T[];
  onTake: (hit: T) => void;
  /** Show the list before anything is typed. */
  atOnce?: boolean;
  children?: ReactNode;
}

function Hits<T extends Hit>({
  id,
  hits,
  active,
  onTake,
}: {
  id: string;
  hits: readonly T[];
  active: number;
  onTake: (hit: T) => void;
}) {
  const t = useWords();
  if (hits.length === 0)
    return (
      <p className="pop suggest-pop menu-item quiet" role="status">
        {t("search.none")}
      </p>
    );
  return (
    <div className="pop suggest-pop menu" role="listbox" id={id} aria-label={t("search.label")}>
      {hits.map((hit, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field (aria-activedescendant)
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys for its options
        <div
          key={hit.id}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          className="menu-item"
          data-focused={at === active || undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(hit)}
        >
          {hit.label} <span className="quiet small">{hit.what}</span>
        </div>
      ))}
    </div>
  );
}

export function Suggest<T extends Hit>(props: Props<T>) {
  const { id, name, placeholder, value, onType, hits, onTake, atOnce = false, children } = props;
  const list = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const shown = open && (hits.length > 0 || value.trim().length > 1) && (atOnce || value.trim() !== "");
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const take = (hit: T | undefined) => {
    if (hit) onTake(hit);
    close();
  };
  const walk = (step: 1 | -1) => {
    setOpen(true);
    setActive((old) => Math.max(0, Math.min(hits.length - 1, old + step)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown") walk(1);
    else if (event.key === "ArrowUp") walk(-1);
    else if (event.key === "Enter") take(shown ? hits[Math.max(0, active)] : undefined);
    else if (event.key === "Escape" && shown) close();
    else return;
    event.preventDefault();
  };
  return (
    <div className={children ? "suggest with-icon" : "suggest"}>
      {children}
      <input
        id={id}
        className="utrecht-textbox"
        role="combobox"
        autoComplete="off"
        maxLength={300}
        aria-label={name}
        placeholder={placeholder}
        aria-expanded={shown && hits.length > 0}
        aria-controls={shown && hits.length > 0 ? list : undefined}
        aria-activedescendant={shown && active >= 0 ? `${list}-${active}` : undefined}
        value={value}
        onChange={(event) => {
          onType(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => atOnce && setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {shown && <Hits id={list} hits={hits} active={active} onTake={take} />}
    </div>
  );
}
