// Small pieces that several pages use.
import type { ComponentChildren } from "preact";
import { level, offline, partly, score, unknown } from "./cells";

const shapes: Record<string, string> = {
  pulse: "M2 13h4l2.5-7 4 13 3-9 1.6 3H22",
  fleet: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  twins: "M12 4a3.6 3.6 0 1 0 0 7.2A3.6 3.6 0 0 0 12 4zM4.5 20c.6-4 3.600-6 7.500-6s6.900 2 7.500 6",
  scenarios: "M4 6h10M4 12h16M4 18h7M17 3.500v5M14 15.500v5",
  pause: "M8 5v14M16 5v14",
  play: "M8 5l11 7-11 7z",
  stop: "M6 6h12v12H6z",
  close: "M6 6l12 12M18 6L6 18",
};

export function Icon({ name }: { name: string }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
      <path d={shapes[name]} />
    </svg>
  );
}

export function Pill({ kind, beat, children }: { kind: string; beat?: boolean; children: ComponentChildren }) {
  return <span class={"pill " + kind}><i class={beat ? "dot beat" : "dot"} aria-hidden="true" />{children}</span>;
}

// Score is a NEWS2 badge: its colour says the class, its number the score.
export function Score({ cell, large }: { cell: number; large?: boolean }) {
  const s = score(cell), text = s === unknown ? "–" : String(s);
  const note = offline(cell) ? ", offline" : partly(cell) ? ", some devices offline" : "";
  return (
    <span class={`score ${level(cell)}${large ? " large" : ""}${offline(cell) ? " offline" : ""}`} title={`NEWS2 ${text}${note}`}>
      <span class="sr">NEWS2 </span>{text}{level(cell) === "high" && <span aria-hidden="true" class="stars">***</span>}
      {level(cell) === "medium" && <span aria-hidden="true" class="stars">**</span>}
    </span>
  );
}

export function Panel({ title, note, extra, class: name = "", children }: {
  title: string; note?: ComponentChildren; extra?: ComponentChildren; class?: string; children: ComponentChildren;
}) {
  return (
    <section class={"panel " + name} aria-label={title}>
      <header><h2>{title}</h2>{note && <span class="note">{note}</span>}{extra && <span class="extra">{extra}</span>}</header>
      {children}
    </section>
  );
}

export function Verdict({ of }: { of: string }) {
  const kind = of === "pass" ? "good" : of === "fail" ? "bad" : of === "inconclusive" ? "warn" : "off";
  return <Pill kind={kind}>{of || "open"}</Pill>;
}
