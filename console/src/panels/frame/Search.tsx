/** Search or jump: streets and sites go to the map, reports open. */
import { Search as Glass } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useMemo, useState } from "react";
import { usePlaces, useReports } from "../../api/queries";
import { go, place } from "../../lib/address";
import { type Speech, useWords } from "../../lib/i18n";
import { jumpTo } from "../../lib/jump";
import { focusDetail } from "../detail/focus";
import { Icon } from "../parts/Icon";
import { KeyHint } from "../parts/KeyHint";

interface Hit {
  id: string;
  label: string;
  what: string;
  act: () => void;
}
const most = 6;

/** Open a report where reports are read: on this desk, else on the Picture; what is being written stays as a draft. */
function openReport(id: string): void {
  const { desk, view } = place();
  const reads = desk === "picture" || desk === "reports";
  go({ desk: reads ? desk : "picture", view: desk === "picture" ? view : null, item: id });
  focusDetail();
}

function useHits(text: string, t: Speech): Hit[] {
  const places = usePlaces(text).data?.items;
  const asked = text.trim().length > 1;
  const reports = useReports(asked ? { q: text.trim() } : { from: "2100-01-01T00:00:00Z" }).data;
  return useMemo(() => {
    if (!asked) return [];
    const found = (places ?? []).slice(0, most).map((each, at) => ({
      id: `place ${at} ${each.name}`,
      label: each.name,
      what: t(`place.${each.kind}`),
      act: () => {
        go({ desk: "picture", view: null });
        jumpTo({ name: each.name, position: each.position });
      },
    }));
    const told = (reports?.pages[0]?.items ?? []).slice(0, most).map((row) => ({
      id: row.id,
      label: row.title,
      what: t("type.report"),
      act: () => openReport(row.id),
    }));
    return [...told, ...found];
  }, [asked, places, reports, t]);
}

function HitList({ hits, active, onChoose }: { hits: Hit[]; active: number; onChoose: (hit: Hit) => void }) {
  const t = useWords();
  if (hits.length === 0)
    return (
      <p className="pop search-pop empty small" role="status">
        {t("search.none")}
      </p>
    );
  return (
    <div className="pop search-pop menu" role="listbox" id="search-hits" aria-label={t("search.label")}>
      {hits.map((hit, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field (aria-activedescendant)
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys for its options
        <div
          key={hit.id}
          id={`hit-${at}`}
          role="option"
          aria-selected={at === active}
          className="menu-item"
          data-focused={at === active || undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(hit)}
        >
          {hit.label} <span className="quiet small">{hit.what}</span>
        </div>
      ))}
    </div>
  );
}

export function Search() {
  const t = useWords();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [focused, setFocused] = useState(false);
  const hits = useHits(useDeferredValue(text), t);
  const open = focused && text.trim().length > 1;
  const choose = (hit: Hit | undefined) => {
    if (!hit) return;
    hit.act();
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown") setActive((old) => Math.min(hits.length - 1, old + 1));
    else if (event.key === "ArrowUp") setActive((old) => Math.max(0, old - 1));
    else if (event.key === "Enter") choose(hits[active]);
    else if (event.key === "Escape" && text) setText("");
    else if (event.key === "Escape") event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <search className="search">
      <Icon of={Glass} />
      <input
        id="search"
        className="utrecht-textbox"
        role="combobox"
        autoComplete="off"
        aria-label={t("search.label")}
        placeholder={t("search.label")}
        aria-expanded={open && hits.length > 0}
        aria-controls={open && hits.length > 0 ? "search-hits" : undefined}
        aria-activedescendant={open && hits.length > 0 ? `hit-${active}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
      />
      <KeyHint of="/" />
      {open && <HitList hits={hits} active={active} onChoose={choose} />}
    </search>
  );
}
