// Which twins are chosen for an injection, and the names of twins by index.
import { signal } from "@preact/signals";
import { call } from "./api";
import { run } from "./state";
import type { Row } from "./types";

export const names = signal(new Map<number, string>());
export const chosen = signal(new Set<number>());

const page = 500;
let epoch = -1;
const asked = new Set<number>();

// nameOf returns the id of a twin by index, and asks for it when it is unknown.
export function nameOf(i: number): string {
  const now = run.peek()?.epoch ?? 0;
  if (epoch !== now) {
    epoch = now;
    asked.clear();
    names.value = new Map();
    chosen.value = new Set();
  }
  const from = Math.floor(i / page) * page;
  if (!names.peek().has(i) && !asked.has(from) && asked.size < 20) {
    asked.add(from);
    void call<{ twins: Row[] }>(`/api/twins?offset=${from}&limit=${page}`).then(({ twins }) => {
      const next = new Map(names.peek());
      for (const t of twins) next.set(t.index, t.id);
      names.value = next;
    }).catch(() => asked.delete(from));
  }
  return names.peek().get(i) ?? "#" + (i + 1);
}

export function toggle(i: number) {
  const next = new Set(chosen.value);
  if (!next.delete(i)) next.add(i);
  chosen.value = next;
}
