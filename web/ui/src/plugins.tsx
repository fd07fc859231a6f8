// How the vendors' plugins are, in one line each.
import { Pill } from "./parts";
import { clock, ms, plural } from "./format";
import type { Plugin } from "./types";

export function PluginLine({ list }: { list: Plugin[] }) {
  if (list.length === 0) return null;
  return (
    <ul class="plugins" aria-label="Plugins" aria-live="polite">
      {list.map((p) => (
        <li key={p.name} data-plugin={p.name} data-state={p.state}>
          <span class="muted">plugin</span> <b>{p.name}</b> <span class="muted num">{p.version}</span>
          <Pill kind={p.state === "running" ? "good" : p.state === "restarting" ? "warn" : "bad"}>{p.state}</Pill>
          <span class="num muted">
            {p.state === "running" && p.pid > 0 ? `pid ${p.pid} · ` : ""}{plural(p.devices, "device")} · call p99 {ms(p.call_p99)} ms
          </span>
          {p.restarts > 0 && (
            <span class="num">
              {p.state === "running" ? `back since ${clock(p.since)} after ` : `since ${clock(p.since)}, `}{plural(p.restarts, "restart")}{p.reason ? `: ${p.reason}` : ""}
            </span>
          )}
          {p.restarts === 0 && p.reason && <span>{p.reason}</span>}
        </li>
      ))}
    </ul>
  );
}
