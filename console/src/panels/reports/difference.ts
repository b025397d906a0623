/** What changed between two texts, word by word. Pure. */
export interface Part {
  kind: "same" | "added" | "removed";
  text: string;
}
const mostWords = 3000;
const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];

/** Lengths of the longest common run of words from each pair of places on. */
function common(a: string[], b: string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const here = rows[i] as Uint16Array;
      const below = rows[i + 1] as Uint16Array;
      here[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, here[j + 1] ?? 0);
    }
  return rows;
}

function push(parts: Part[], kind: Part["kind"], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

/** Changes with only a space between them are one change: what went first, then what came. */
function joined(parts: Part[]): Part[] {
  const all: Part[] = [];
  let removed = "";
  let added = "";
  const flush = () => {
    if (removed.trim() !== "") all.push({ kind: "removed", text: removed });
    if (added.trim() !== "") all.push({ kind: "added", text: added });
    else if (removed.trim() === "" && added !== "") push(all, "same", added);
    removed = added = "";
  };
  parts.forEach((part, at) => {
    const between =
      part.kind === "same" && part.text.trim() === "" && (removed || added) !== "" && at < parts.length - 1;
    if (part.kind === "removed" || between) removed += part.text;
    if (part.kind === "added" || between) added += part.text;
    if (part.kind !== "same" || between) return;
    flush();
    push(all, "same", part.text);
  });
  flush();
  return all;
}

/** The parts of `before` and `after` in reading order; very long texts are told apart as a whole. */
export function difference(before: string, after: string): Part[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  if (a.length > mostWords || b.length > mostWords)
    return [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
  const rows = common(a, b);
  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      push(parts, "same", a[i] ?? "");
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || (rows[i + 1]?.[j] ?? 0) >= (rows[i]?.[j + 1] ?? 0))) {
      push(parts, "removed", a[i] ?? "");
      i++;
    } else {
      push(parts, "added", b[j] ?? "");
      j++;
    }
  }
  return joined(parts);
}
