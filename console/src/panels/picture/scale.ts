/** From times to pixels on the timeline. Pure. */
const hour = 3_600_000;

export interface Scale {
  from: number;
  until: number;
  hours: number[];
  x: (time: number) => number;
}

/** Three and a half hours back and two and a half ahead, from `left` to `right` pixels. */
export function scaleOf(now: number, left: number, right: number): Scale {
  const from = now - 3.5 * hour;
  const until = now + 2.5 * hour;
  const first = Math.ceil(from / hour) * hour;
  const hours = Array.from({ length: 7 }, (_, n) => first + n * hour).filter((time) => time <= until);
  return { from, until, hours, x: (time) => left + ((time - from) / (until - from)) * (right - left) };
}
