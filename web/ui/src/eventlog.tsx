// The event log, newest first.
import { instant, plural } from "./format";
import { events, missed } from "./state";
import type { LogEntry } from "./types";

const verbs: Record<string, string> = {
  start: "begins", end: "ends", label: "true onset", "label-end": "true end", input: "injected", plugin: "plugin", link: "link", note: "note",
};

function detail(e: LogEntry): string {
  return Object.entries(e.detail ?? {}).map(([k, v]) => (k === "text" || k === "message" ? v : `${k} ${v}`)).join(", ");
}

export function EventLog({ limit, patient, devices }: { limit: number; patient?: string; devices?: string[] }) {
  const all = events.value, mine = patient ? all.filter((e) => e.patient === patient || (e.device && devices?.includes(e.device))) : all;
  const rows = mine.slice(0, limit);
  if (rows.length === 0) return <p class="muted pad">{patient ? "Nothing has happened to this patient." : "Nothing has happened yet."}</p>;
  return (
    <div class="tablebox tall" tabIndex={0} role="region" aria-label="Event log">
      {missed.value > 0 && <p class="gap">{plural(missed.value, "entry", "entries")} missing: they were gone before we could ask.</p>}
      <ol class="log">
        {rows.map((e) => (
          <li key={e.seq} data-what={e.what}>
            <time class="num" dateTime={e.time}>{instant(e.time)}</time>
            <span class="verb">{verbs[e.what] ?? e.what}</span>
            <span class="text">
              <b>{e.event || e.kind || ""}</b> {e.event && e.kind && <span class="muted">{e.kind}</span>}
              {e.patient && e.patient !== patient && <> <a href={"/twins/" + encodeURIComponent(e.patient)}>{e.patient}</a></>}
              {e.device && <> <span class="muted">{e.device}</span></>} {e.detail && <span class="muted">{detail(e)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
