/** The shapes on the map, drawn on a canvas at twice their size: severity, site, count, vertex. */
import type { Severity } from "../api/types";
import type { Palette } from "./palette";

type Pen = CanvasRenderingContext2D;
type Point = readonly [number, number];
export const ratio = 2;

const outline: Record<Severity, ((size: number) => Point[]) | null> = {
  extreme: (s) => {
    const k = s * 0.29;
    return [
      [k, 0],
      [s - k, 0],
      [s, k],
      [s, s - k],
      [s - k, s],
      [k, s],
      [0, s - k],
      [0, k],
    ];
  },
  severe: (s) => [
    [s / 2, 0],
    [s, s / 2],
    [s / 2, s],
    [0, s / 2],
  ],
  moderate: (s) => [
    [s / 2, s * 0.06],
    [s, s * 0.94],
    [0, s * 0.94],
  ],
  minor: null,
  unknown: (s) => [
    [1, 1],
    [s - 1, 1],
    [s - 1, s - 1],
    [1, s - 1],
  ],
};

function canvasImage(size: number, draw: (pen: Pen) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * ratio;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no 2D canvas");
  pen.scale(ratio, ratio);
  draw(pen);
  return pen.getImageData(0, 0, size * ratio, size * ratio);
}

function trace(pen: Pen, severity: Severity, size: number): void {
  const points = outline[severity]?.(size);
  pen.beginPath();
  if (!points) pen.arc(size / 2, size / 2, size / 2 - 1, 0, Math.PI * 2);
  else {
    points.forEach(([x, y], at) => {
      if (at === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.closePath();
  }
}

export type Look = "open" | "taken" | "aged";

function severityImage(severity: Severity, look: Look, colours: Palette): ImageData {
  return canvasImage(26, (pen) => {
    const size = 20;
    const colour = look === "aged" ? colours.faint : colours.severity[severity];
    const filled = look === "open" && severity !== "unknown";
    pen.translate(3, 3);
    trace(pen, severity, size);
    pen.lineJoin = "round";
    pen.strokeStyle = colours.surface;
    pen.lineWidth = 5;
    pen.stroke();
    pen.fillStyle = filled ? colour : colours.surface;
    pen.fill();
    pen.strokeStyle = colour;
    pen.lineWidth = filled ? 1 : 2.5;
    if (severity === "unknown") pen.setLineDash([3, 2]);
    pen.stroke();
    if (!filled || severity === "minor") return;
    pen.fillStyle = colours.surface;
    const top = severity === "moderate" ? 0.38 : 0.24;
    pen.fillRect(size / 2 - 1.25, size * top, 2.5, size * 0.3);
    pen.fillRect(size / 2 - 1.25, size * (top + 0.38), 2.5, 2.6);
  });
}

function siteImage(colours: Palette): ImageData {
  return canvasImage(22, (pen) => {
    const plate = (inset: number, radius: number, colour: string) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.roundRect(inset, inset, 22 - 2 * inset, 22 - 2 * inset, radius);
      pen.fill();
    };
    plate(0, 5, colours.surface);
    plate(2, 3.5, colours.ink);
    pen.fillStyle = colours.surface;
    pen.beginPath();
    pen.moveTo(11, 5);
    pen.lineTo(16, 8.5);
    pen.lineTo(6, 8.5);
    pen.closePath();
    pen.fill();
    for (const x of [7, 10, 13]) pen.fillRect(x, 9.5, 2, 4.5);
    pen.fillRect(6, 15, 10, 1.7);
  });
}

function discImage(size: number, edge: number, line: string, fill: string): ImageData {
  return canvasImage(size, (pen) => {
    pen.beginPath();
    pen.arc(size / 2, size / 2, size / 2 - edge, 0, Math.PI * 2);
    pen.fillStyle = fill;
    pen.fill();
    pen.strokeStyle = line;
    pen.lineWidth = edge;
    pen.stroke();
  });
}

const severities: Severity[] = ["extreme", "severe", "moderate", "minor", "unknown"];
const looks: Look[] = ["open", "taken", "aged"];

/** Every image of the style by name, in the colours of one theme. */
export function images(colours: Palette): Map<string, ImageData> {
  const all = new Map<string, ImageData>();
  for (const severity of severities)
    for (const look of looks) all.set(`${severity}-${look}`, severityImage(severity, look, colours));
  all.set("site", siteImage(colours));
  all.set("count-open", discImage(30, 2.5, colours.surface, colours.ink));
  all.set("count-taken", discImage(30, 2.5, colours.ink, colours.surface));
  all.set("place", discImage(16, 3, colours.action, colours.surface));
  return all;
}
