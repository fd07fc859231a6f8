// How numbers and times are written for people.
import type { Num } from "./types";

const none = "–";

export function fixed(v: Num | undefined, digits = 0): string {
  return v === null || v === undefined ? none : v.toFixed(digits);
}

export function whole(v: number): string {
  return v.toLocaleString("en-GB");
}

// rate writes messages a second with no more digits than mean something.
export function rate(v: number): string {
  return v >= 100 ? whole(Math.round(v)) : v >= 10 ? v.toFixed(1) : v.toFixed(2);
}

export function ms(seconds: Num): string {
  if (seconds === null) return none;
  const v = seconds * 1000;
  return v >= 100 ? whole(Math.round(v)) : v >= 10 ? v.toFixed(0) : v.toFixed(1);
}

// clock writes a length of time as h:mm:ss.
export function clock(seconds: number): string {
  const s = Math.floor(seconds), two = (n: number) => String(n).padStart(2, "0");
  return (s >= 3600 ? Math.floor(s / 3600) + ":" : "") + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
}

// instant writes the time of day of an instant in UTC, the zone of the run.
export function instant(iso: string): string {
  return iso.slice(11, 19);
}

export function words(id: string): string {
  return id.replace(/[-_.]/g, " ").replace(/\b(nibp|ecg|cgm|inr|cpap)\b/g, (w) => w.toUpperCase());
}

// unit writes a UCUM unit as people do.
export function unit(ucum: string | undefined): string {
  return (ucum ?? "").replace("mm[Hg]", "mmHg").replace("Cel", "°C").replace("[degF]", "°F").replace(/^1$|\{.*\}/, "");
}

export function plural(n: number, one: string, many = one + "s"): string {
  return `${whole(n)} ${n === 1 ? one : many}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
