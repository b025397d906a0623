/** A listbox of any length: only rows near the screen are in the page; focus stays on the list itself. */
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { windowOf } from "../../lib/window";

export interface ListHandle {
  focus: () => void;
}
interface Props<T> {
  name: string;
  rows: readonly T[];
  selected: string | null;
  onSelect: (id: string) => void;
  onOpen?: (id: string) => void;
  onNearEnd?: () => void;
  children: (row: T) => ReactNode;
  className?: (row: T) => string;
  ref?: Ref<ListHandle>;
}

/** Height of a row as the density token says, in pixels. */
const rowHeight = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row")) || 60;

function useSpan(element: React.RefObject<HTMLElement | null>, count: number) {
  const [span, setSpan] = useState({ from: 0, until: 20, height: 60 });
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      if (!element.current) return;
      const height = rowHeight();
      const { from, until } = windowOf(element.current.getBoundingClientRect().top, height, count, window.innerHeight);
      setSpan((old) =>
        old.from === from && old.until === until && old.height === height ? old : { from, until, height },
      );
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    document.addEventListener("scroll", later, { capture: true, passive: true });
    window.addEventListener("resize", later);
    const density = new MutationObserver(later);
    density.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] });
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("scroll", later, { capture: true });
      window.removeEventListener("resize", later);
      density.disconnect();
    };
  }, [element, count]);
  return span;
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

export function VirtualList<T extends { id: string }>(props: Props<T>) {
  const { name, rows, selected, onSelect, onOpen, onNearEnd, children, className, ref } = props;
  const list = useRef<HTMLDivElement>(null);
  const span = useSpan(list, rows.length);
  const chosen = rows.findIndex((row) => row.id === selected);
  useImperativeHandle(ref, () => ({ focus: () => list.current?.focus() }), []);

  useEffect(() => {
    if (span.until >= rows.length - 5) onNearEnd?.();
  }, [span.until, rows.length, onNearEnd]);

  // bring the chosen row into view when it is chosen elsewhere
  useEffect(() => {
    if (chosen < 0 || selected === null) return;
    document.getElementById(`option-${selected}`)?.scrollIntoView({ block: "nearest" });
  }, [selected, chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const target =
      step !== undefined ? chosen + step : event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : null;
    if (target !== null) {
      const row = rows[Math.max(0, Math.min(rows.length - 1, target))];
      if (row) onSelect(row.id);
    } else if (event.key === "Enter" && selected !== null && onOpen) onOpen(selected);
    else return;
    event.preventDefault();
  };
  const shown = rows.slice(span.from, span.until).map((row, at) => ({ row, at: at + span.from }));
  const outside = rows[chosen];
  if (outside && (chosen < span.from || chosen >= span.until)) shown.push({ row: outside, at: chosen });

  return (
    <div
      ref={list}
      className="virtual-list"
      role="listbox"
      tabIndex={0}
      data-keys=""
      aria-label={name}
      aria-activedescendant={chosen < 0 ? undefined : `option-${selected}`}
      onKeyDown={onKeyDown}
      style={{ blockSize: rows.length * span.height }}
    >
      {shown.map(({ row, at }) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox takes the keys for its options
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the listbox (aria-activedescendant)
        <div
          key={row.id}
          id={`option-${row.id}`}
          role="option"
          aria-selected={row.id === selected}
          aria-posinset={at + 1}
          aria-setsize={rows.length}
          className={`row ${row.id === selected ? "chosen" : ""} ${className?.(row) ?? ""}`}
          style={{ insetBlockStart: at * span.height }}
          onClick={() => {
            onSelect(row.id);
            onOpen?.(row.id);
          }}
        >
          {children(row)}
        </div>
      ))}
    </div>
  );
}
