/** The timeline: lanes of reports, events and the measure level around now; a list of hours on a small screen. */
import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { type ListedRow, timeOf } from "../../api/feed";
import { useEvents, useLevels } from "../../api/queries";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { clock, useMinute } from "../../lib/time";
import { isAged } from "../../lib/urgency";
import { useHere } from "../here";
import { IconButton } from "../parts/Button";
import { Bars, type Lane, Marks } from "./lanes";
import { scaleOf } from "./scale";

const height = 148;
const head = 28;
const label = 112;

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    if (!ref.current) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(280, entry.contentRect.width)));
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, []);
  return { ref, width };
}

function useLanes(rows: ListedRow[], open: ReadonlySet<string>, now: number): Lane[] {
  const t = useWords();
  const { zone } = useHere();
  const events = useEvents().data;
  const levels = useLevels().data;
  return useMemo(() => {
    const marks = rows.map((row) => ({
      id: row.id,
      at: Date.parse(timeOf(row)),
      severity: row.severity,
      open: open.has(row.id),
      aged: isAged(row, now),
    }));
    const happenings = (events ?? []).map((event) => ({
      id: event.id,
      from: Date.parse(event.from),
      until: Date.parse(event.until),
      words: event.title,
      kind: "event" as const,
    }));
    // before any decision the base level has no beginning, and so no bar
    const decided = (levels ?? [zone.level])
      .filter((level) => level.from)
      .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
    const steps = decided.map((level, n) => ({
      id: level.from,
      from: Date.parse(level.from),
      // a later decision ends the one before it
      until: Math.min(
        level.until ? Date.parse(level.until) : Number.POSITIVE_INFINITY,
        Date.parse(decided[n + 1]?.from ?? "") || Number.POSITIVE_INFINITY,
      ),
      words: level.until
        ? t("time.levelBar", { n: level.level, until: clock(level.until, zone.timeZone) })
        : t("time.levelOpen", { n: level.level }),
      kind: "level" as const,
    }));
    return [
      { name: t("time.reports"), marks, bars: [] },
      { name: t("time.events"), marks: [], bars: happenings },
      { name: t("time.level"), marks: [], bars: steps },
    ];
  }, [rows, open, now, events, levels, zone, t]);
}

interface Props {
  rows: ListedRow[];
  open: ReadonlySet<string>;
  shown: string | null;
}

export function Timeline({ rows, open, shown }: Props) {
  const t = useWords();
  const now = useMinute();
  const { zone } = useHere();
  const { ref, width } = useWidth();
  const [whole, setWhole] = useState(false);
  const scale = useMemo(() => scaleOf(now, label + 8, width), [now, width]);
  const lanes = useLanes(rows, open, now);
  const at = (time: number) => clock(time, zone.timeZone);
  const says = t("time.picture", { from: at(scale.from), until: at(scale.until), now: at(now) });
  const nowX = scale.x(now);
  return (
    <section
      className={`pane timeline ${whole ? "whole" : ""}`}
      aria-label={t("time.title")}
      data-pane=""
      tabIndex={-1}
    >
      <IconButton
        className="timeline-switch"
        icon={whole ? ChevronDown : ChevronUp}
        label={whole ? t("time.close") : t("time.open")}
        aria-expanded={whole}
        onClick={() => setWhole(!whole)}
      />
      <div className="timeline-drawing" ref={ref}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={says}>
          <rect className="future" x={nowX} y={head} width={Math.max(0, width - nowX)} height={height - head} />
          {scale.hours.map((hour) => (
            <g key={hour}>
              <line className="rule" x1={scale.x(hour)} x2={scale.x(hour)} y1={head} y2={height} />
              {(scale.x(hour) < nowX - 44 || scale.x(hour) > nowX + 84) && (
                <text className="hour" x={scale.x(hour) + 4} y={20}>
                  {at(hour)}
                </text>
              )}
            </g>
          ))}
          {lanes.map((lane, n) => (
            <g key={lane.name} transform={`translate(0 ${head + 20 + n * 40})`}>
              <text className="lane" x={16} y={4}>
                {lane.name}
              </text>
              <line className="rule" x1={label} x2={width} y1={20} y2={20} />
              <Bars lane={lane} scale={scale} />
              <Marks lane={lane} scale={scale} shown={shown} onSelect={(id) => go({ item: id })} />
            </g>
          ))}
          <line className="now" x1={nowX} x2={nowX} y1={26} y2={height} />
          <rect className="now-plate" x={nowX - 1} y={6} width={80} height={20} rx={2} />
          <text className="now-word" x={nowX + 39} y={20} textAnchor="middle">
            {t("time.now", { time: at(now) })}
          </text>
        </svg>
      </div>
    </section>
  );
}
