// Painting the fleet map: a canvas with one cell a twin, laid out by group.
import { any3, level, offline, partly, score, unknown } from "./cells";
import { colour } from "./theme";
import type { Group } from "./types";

const sizes = [96, 84, 72, 62, 54, 46, 40, 34, 28, 24, 20, 17, 14, 12, 10, 8, 6, 5, 4, 3, 2, 1];
const heading = 22, space = 14;

export interface Layout { size: number; gap: number; columns: number; height: number; tops: number[]; groups: Group[] }

// layout finds the largest cells with which all groups fit.
export function layout(groups: Group[], width: number, room: number): Layout {
  let best: Layout | null = null;
  for (const size of sizes) {
    const gap = size >= 40 ? 6 : size >= 17 ? 3 : size >= 6 ? 1 : 0;
    const columns = Math.max(1, Math.floor((width + gap) / (size + gap)));
    const tops: number[] = [];
    let y = 0;
    for (const g of groups) {
      tops.push(y + heading);
      y += heading + Math.ceil(g.n / columns) * (size + gap) - gap + space;
    }
    best = { size, gap, columns, height: Math.max(1, y - space), tops, groups };
    if (best.height <= room) return best;
  }
  return best!;
}

export function place(l: Layout, i: number): [number, number] {
  const at = l.groups.findIndex((g) => i < g.from + g.n), k = i - l.groups[at].from, step = l.size + l.gap;
  return [(k % l.columns) * step, l.tops[at] + Math.floor(k / l.columns) * step];
}

export function hit(l: Layout, x: number, y: number): number {
  const step = l.size + l.gap;
  for (let g = 0; g < l.groups.length; g++) {
    const row = Math.floor((y - l.tops[g]) / step), column = Math.floor(x / step), k = row * l.columns + column;
    if (y >= l.tops[g] && row >= 0 && column < l.columns && k < l.groups[g].n) return l.groups[g].from + k;
  }
  return -1;
}

export interface Palette { fill: string[]; ink: string[]; none: string; text: string; line: string; mark: string; focus: string; sans: string; alarm: string }

export function palette(): Palette {
  const fill: string[] = [], ink: string[] = [];
  for (let s = 0; s <= 20; s++) {
    const name = "acuity-" + Math.min(s, 12);
    fill.push(colour(name));
    ink.push(colour(s >= 5 ? "acuity-ink-high" : "acuity-ink"));
  }
  return {
    fill, ink, none: colour("acuity-unknown"), text: colour("ink-2"), line: colour("line"), mark: colour("warn"),
    focus: colour("ink"), sans: colour("sans"), alarm: colour("bad"),
  };
}

// label is the short name inside a large cell: the number at the end of the id.
const label = (id: string) => /(\d+)\D*$/.exec(id)?.[1].replace(/^0+(?=\d)/, "") ?? id.slice(-4);

export interface Scene { g: CanvasRenderingContext2D; layout: Layout; cells: Uint8Array; colours: Palette; name: (i: number) => string; chosen: Set<number>; focus: number }

export function paintCell(s: Scene, i: number) {
  const { g, layout: l, colours: c } = s, [x, y] = place(l, i), cell = s.cells[i], n = l.size, v = score(cell);
  const pad = Math.min(2, l.gap / 2);
  g.clearRect(x - pad, y - pad, n + 2 * pad, n + 2 * pad);
  g.globalAlpha = offline(cell) ? 0.45 : 1;
  g.fillStyle = v === unknown ? c.none : c.fill[v];
  if (n >= 17) {
    g.beginPath();
    g.roundRect(x, y, n, n, Math.min(8, n / 6));
    g.fill();
  } else g.fillRect(x, y, n, n);
  g.globalAlpha = 1;
  if (offline(cell) || partly(cell)) hatch(s, x, y, offline(cell));
  if (n >= 17 && v !== unknown) number(s, i, x, y);
  if (s.chosen.has(i) || s.focus === i) {
    g.strokeStyle = c.focus;
    g.lineWidth = s.focus === i ? 2 : 1.5;
    if (s.focus !== i) g.setLineDash([3, 2]);
    g.strokeRect(x + 0.75, y + 0.75, n - 1.5, n - 1.5);
    g.setLineDash([]);
  }
}

function number(s: Scene, i: number, x: number, y: number) {
  const { g, colours: c, layout: l } = s, n = l.size, cell = s.cells[i], v = score(cell), large = n >= 40;
  g.fillStyle = offline(cell) ? c.focus : c.ink[v];
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `600 ${Math.round(n * (large ? 0.42 : 0.52))}px ${c.sans}`;
  g.fillText(String(v), x + n / 2, y + n * (large ? 0.42 : 0.54));
  if (large) {
    g.font = `${Math.max(10, Math.round(n * 0.17))}px ${c.sans}`;
    g.fillText(label(s.name(i)), x + n / 2, y + n * 0.8);
  }
  if (level(cell) !== "single" && !any3(cell)) return;
  g.beginPath();
  g.fillStyle = c.mark;
  g.arc(x + n - n * 0.16, y + n * 0.16, Math.max(2, n * 0.06), 0, 7);
  g.fill();
}

// hatch marks a twin whose devices are silent: all of the cell, or a corner.
function hatch(s: Scene, x: number, y: number, whole: boolean) {
  const { g, layout: l, colours: c } = s, n = l.size;
  if (n < 4) return;
  g.save();
  g.beginPath();
  if (whole) g.rect(x, y, n, n);
  else {
    g.moveTo(x, y + n);
    g.lineTo(x, y + n * 0.7);
    g.lineTo(x + n * 0.3, y + n);
  }
  g.clip();
  g.strokeStyle = c.focus;
  g.globalAlpha = whole ? 0.4 : 0.8;
  g.lineWidth = 1;
  g.beginPath();
  for (let d = -n; d < n; d += Math.max(3, n / 7)) {
    g.moveTo(x + d, y + n);
    g.lineTo(x + d + n, y);
  }
  g.stroke();
  g.restore();
}

export function paintAll(s: Scene, width: number) {
  s.g.clearRect(0, 0, width, s.layout.height);
  s.g.textAlign = "left";
  s.g.textBaseline = "alphabetic";
  s.layout.groups.forEach((group, k) => {
    s.g.fillStyle = s.colours.text;
    s.g.font = `600 12px ${s.colours.sans}`;
    s.g.textAlign = "left";
    s.g.textBaseline = "alphabetic";
    s.g.fillText(`${group.name}  ·  ${group.n.toLocaleString("en-GB")}`, 0, s.layout.tops[k] - 8);
  });
  for (let i = 0; i < s.cells.length; i++) paintCell(s, i);
}
