// What the console knows, as signals that the pages read.
import { signal } from "@preact/signals";
import type { Map } from "./cells";
import type { Fleet, LogEntry, Num, Run, Trend, Twin } from "./types";

export const hello = signal<{ vitals: string[]; trends: string[]; version: string } | null>(null);
export const run = signal<Run | null>(null);
export const fleet = signal<Fleet | null>(null);
export const map = signal<Map | null>(null);
export const twin = signal<Twin | null>(null);
export const twinError = signal("");
export const events = signal<LogEntry[]>([]);
export const missed = signal(0); // entries of the event log that were gone when we asked

// Columns for charts, with a number that counts their changes.
export const history = { rows: [[], [], [], [], []] as number[][], version: signal(0) };
export const trend = { at: [] as number[], true: [] as Num[][], device: [] as Num[][], version: signal(0) };

const keptEvents = 500, keptPoints = 1800;
const last = { event: 0 };
export const lastEvent = () => last.event;

export function forget() {
  last.event = 0;
  events.value = [];
  missed.value = 0;
  run.value = fleet.value = null;
  resetRun();
}

function resetRun() {
  history.rows = [[], [], [], [], []];
  history.version.value = history.version.peek() + 1;
  map.value = null;
  restartTrend();
}

export function restartTrend() {
  trend.at = [];
  trend.true = [];
  trend.device = [];
  trend.version.value = trend.version.peek() + 1;
}

// dropTwin forgets the twin on view unless it is the one named.
export function dropTwin(id: string) {
  if (twin.peek()?.id === id) return;
  twin.value = null;
  twinError.value = "";
  restartTrend();
}

export function receive(m: any) {
  switch (m.t) {
    case "run":
      if (run.peek()?.epoch !== m.epoch) resetRun();
      run.value = m;
      break;
    case "fleet":
      fleet.value = m;
      break;
    case "history":
      takeHistory(m);
      break;
    case "twin":
      takeTrend(m.trend);
      twin.value = m;
      break;
    case "events":
      takeEvents(m);
      break;
    case "reply":
      if (!m.ok) twinError.value = m.error;
  }
}

function takeHistory(m: { from: number; rows: number[][] }) {
  if (m.from === 0) history.rows = [[], [], [], [], []];
  for (const row of m.rows) row.forEach((v, i) => history.rows[i].push(v));
  for (const column of history.rows) column.splice(0, column.length - 900);
  history.version.value = history.version.peek() + 1;
}

function takeTrend(t: Trend) {
  if (t.at.length === 0) return;
  trend.at.push(...t.at);
  trend.at.splice(0, trend.at.length - keptPoints);
  for (const side of ["true", "device"] as const) {
    t[side].forEach((values, i) => {
      const column = (trend[side][i] ??= []);
      column.push(...values);
      column.splice(0, column.length - keptPoints);
    });
  }
  trend.version.value = trend.version.peek() + 1;
}

function takeEvents(m: { items: LogEntry[]; next: number; gap: number }) {
  const fresh = m.items.filter((e) => e.seq > last.event);
  if (m.gap && last.event > 0) missed.value = missed.peek() + m.gap;
  last.event = m.next;
  events.value = [...fresh.reverse(), ...events.peek()].slice(0, keptEvents);
}
