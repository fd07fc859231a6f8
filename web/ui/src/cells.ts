// The fleet map as the server sends it: one byte a twin.

export const unknown = 31;
export const score = (cell: number) => cell & 31;
export const any3 = (cell: number) => (cell & 32) !== 0;
export const partly = (cell: number) => (cell & 64) !== 0;
export const offline = (cell: number) => (cell & 128) !== 0;

export type Level = "unknown" | "none" | "low" | "single" | "medium" | "high";

// level is the NEWS2 class of a cell (Royal College of Physicians, 2017).
export function level(cell: number): Level {
  const s = score(cell);
  if (s === unknown) return "unknown";
  if (s >= 7) return "high";
  if (s >= 5) return "medium";
  if (any3(cell)) return "single";
  return s > 0 ? "low" : "none";
}

export interface Map { seq: number; cells: Uint8Array; changed: number[] | null }

// apply takes a frame in; null means that it does not fit and the map has to be
// asked for anew. changed is null when every cell may have changed.
export function apply(old: Map | null, frame: ArrayBuffer): Map | null {
  const view = new DataView(frame), body = new Uint8Array(frame, 13);
  const base = view.getUint32(1, true), seq = view.getUint32(5, true), n = view.getUint32(9, true);
  if (view.getUint8(0) === 1) return { seq, cells: body.slice(0, n), changed: null };
  if (!old || old.seq !== base) return null;
  const changed: number[] = [];
  for (let p = 0, i = -1, k = 0; k < n; k++) {
    let gap = 0, shift = 0, byte = 0;
    do {
      byte = body[p++];
      gap += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte & 128);
    i += gap + 1;
    old.cells[i] = body[p++];
    changed.push(i);
  }
  return { seq, cells: old.cells, changed };
}
