/** What lies in a lane of the timeline: bars with words, and marks of items. */
import type { Severity } from "../../api/types";
import { SeverityPaths } from "../parts/Severity";
import type { Scale } from "./scale";

export interface Lane {
  name: string;
  marks: { id: string; at: number; severity: Severity; open: boolean; aged: boolean }[];
  bars: { id: string; from: number; until: number; words: string; kind: "event" | "level" }[];
}
const shape = 14;

export function Bars({ lane, scale }: { lane: Lane; scale: Scale }) {
  const left = scale.x(scale.from);
  const right = scale.x(scale.until);
  return lane.bars.map((bar) => {
    const from = Math.max(left, scale.x(bar.from));
    const until = Math.min(right, scale.x(bar.until));
    if (until <= from) return null;
    const room = Math.floor((until - from - 12) / 6.4);
    const words = bar.words.length <= room ? bar.words : room > 3 ? `${bar.words.slice(0, room - 1)}…` : "";
    return (
      <g key={bar.id}>
        <rect className={`bar ${bar.kind}`} x={from} y={-8} width={until - from} height={16}>
          <title>{bar.words}</title>
        </rect>
        <text className="bar-words" x={from + 6} y={4}>
          {words}
        </text>
      </g>
    );
  });
}

interface MarksProps {
  lane: Lane;
  scale: Scale;
  shown: string | null;
  onSelect: (id: string) => void;
}

/** Marks are a second way to choose by pointer; the keyboard uses the list, which holds the same items. */
export function Marks({ lane, scale, shown, onSelect }: MarksProps) {
  const visible = lane.marks.filter((mark) => mark.at >= scale.from && mark.at <= scale.until);
  return visible.map((mark) => (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointer only, the list is the keyboard's way
    <g
      key={mark.id}
      className={`mark ${mark.aged && !mark.open ? "aged" : mark.severity}`}
      transform={`translate(${scale.x(mark.at) - shape / 2} ${-shape / 2})`}
      onClick={() => onSelect(mark.id)}
    >
      {mark.id === shown && <circle className="mark-ring" cx={shape / 2} cy={shape / 2} r={11} />}
      <g transform={`scale(${shape / 16})`}>
        <SeverityPaths of={mark.severity} open={mark.open} />
      </g>
    </g>
  ));
}
