// The fleet at a glance.
import { level } from "./cells";
import { Chart } from "./chart";
import { chosen, nameOf } from "./chosen";
import { EventLog } from "./eventlog";
import { clock, fixed, ms, plural, rate, whole } from "./format";
import { FleetMap } from "./map";
import { Panel, Score } from "./parts";
import { PluginLine } from "./plugins";
import { fleet, hello, history } from "./state";
import { colour } from "./theme";
import type { Acuity, Fleet, Worst } from "./types";

export function FleetPage() {
  const f = fleet.value;
  if (!f) return <section class="empty"><p>Connecting to the ward.</p></section>;
  if (f.state === "idle") {
    return <section class="empty"><h1>No run yet</h1><p>Choose a scenario and start it: <a class="button" href="/scenarios">Scenarios</a></p></section>;
  }
  return (
    <>
      <h1 class="sr">Fleet</h1>
      <Tiles f={f} />
      <PluginLine list={f.plugins} />
      <div class="fleetgrid">
        <Panel title="Fleet map" note="NEWS2 trend (score per RCP 2017), one cell a patient" class="span-map" extra={<ChosenLink />}>
          <FleetMap />
          <Legend a={f.acuity} />
        </Panel>
        <Panel title="Highest scores" note={`of ${plural(f.twins, "patient")}`} class="span-worst"><WorstTable rows={f.worst} /></Panel>
        <Panel title="Throughput" note="messages a second, by simulated time; bars are events in force" class="span-past"><Timeline f={f} /></Panel>
        <Panel title="Event log" class="span-log"><EventLog limit={60} /></Panel>
      </div>
    </>
  );
}

function ChosenLink() {
  const n = chosen.value.size;
  if (!n) return null;
  const ids = [...chosen.value].map(nameOf).join(",");
  return <a class="button" href={"/scenarios?targets=" + encodeURIComponent(ids)}>Inject into {plural(n, "patient")}</a>;
}

function Tile({ name, value, unit, note, kind }: { name: string; value: string; unit?: string; note?: string; kind?: string }) {
  return (
    <div class={"tile " + (kind ?? "")}>
      <dt>{name}</dt>
      <dd><b class="num">{value}</b>{unit && <span class="unit">{unit}</span>}{note && <span class="note num">{note}</span>}</dd>
    </div>
  );
}

function Tiles({ f }: { f: Fleet }) {
  const down = f.powered - f.connected;
  return (
    <dl class="tiles">
      <Tile name="Patients" value={whole(f.twins)} note={f.acuity.high > 0 ? `${whole(f.acuity.high)} high` : "none high"} />
      <Tile name="Devices connected" value={whole(f.connected)} unit={`/ ${whole(f.devices)}`} note={down > 0 ? `${whole(down)} offline *` : "all online"} kind={down > 0 ? "warn" : ""} />
      <Tile name="Published" value={rate(f.rate)} unit="msg/s" note={`${whole(f.published)} in all`} />
      <Tile name="Publish ack" value={ms(f.ack_p50)} unit="ms p50" note={`${ms(f.ack_p99)} ms p99`} />
      <Tile name="Schedule lag" value={ms(f.lag)} unit="ms" note={`${ms(f.lag_p99)} ms p99`} />
      <Tile name="Errors" value={whole(f.errors)} note={f.errors > 0 ? "refused or given up *" : "none"} kind={f.errors > 0 ? "bad" : ""} />
      <Tile name="Active events" value={whole(f.active.length)} note={f.active.map((a) => a.name).join(", ") || "none in force"} />
    </dl>
  );
}

function Legend({ a }: { a: Acuity }) {
  const rows: [string, string, number][] = [
    ["high", "7 and more", a.high], ["medium", "5 to 6", a.medium], ["single", "one parameter 3", a.single],
    ["low", "1 to 4", a.low], ["none", "0", a.none],
  ];
  return (
    <div class="tablebox">
      <table class="legend">
        <caption class="sr">Patients by NEWS2 class</caption>
        <thead><tr>
          {rows.map(([c, range]) => <th key={c} scope="col"><i class={"swatch " + c} aria-hidden="true" />{c} <span class="muted">{range}</span></th>)}
          <th scope="col"><i class="swatch off" aria-hidden="true" />offline</th><th scope="col"><i class="swatch part" aria-hidden="true" />partly</th>
        </tr></thead>
        <tbody><tr>{rows.map(([c, , n]) => <td key={c} class="num" data-class={c}>{whole(n)}</td>)}
          <td class="num" data-class="offline">{whole(a.offline)}</td><td class="num" data-class="partly">{whole(a.partly)}</td></tr></tbody>
      </table>
    </div>
  );
}

export function WorstTable({ rows }: { rows: Worst[] }) {
  const ids = hello.value?.vitals ?? [];
  const v = (w: Worst, id: string) => w.values[ids.indexOf(id)];
  if (rows.length === 0) return <p class="muted pad">No scores yet.</p>;
  return (
    <div class="tablebox tall" tabIndex={0} role="region" aria-label="Patients with the highest scores">
      <table class="vitals">
        <thead><tr><th scope="col">Patient</th><th scope="col">NEWS2</th><th scope="col" class="hr">HR</th><th scope="col" class="spo2">SpO₂</th>
          <th scope="col" class="bp">BP</th><th scope="col" class="rr">RR</th><th scope="col" class="temp">Temp</th></tr></thead>
        <tbody>
          {rows.map((w) => (
            <tr key={w.id}>
              <th scope="row"><a href={"/twins/" + encodeURIComponent(w.id)}>{w.id}</a></th>
              <td><Score cell={w.cell} />{level(w.cell) === "single" && <span class="any3" title="one parameter alone scores 3">3 in one</span>}</td>
              <td class="num">{fixed(v(w, "hr"))}</td><td class="num">{fixed(v(w, "spo2"))}</td>
              <td class="num">{fixed(v(w, "sbp"))}/{fixed(v(w, "dbp"))}</td><td class="num">{fixed(v(w, "rr"))}</td>
              <td class="num">{fixed(v(w, "temp_core"), 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// Timeline is the throughput with the bars of events under it, on one axis.
function Timeline({ f }: { f: Fleet }) {
  const version = history.version.value;
  const lanes = f.spans.slice(-6);
  const draw = (u: any) => {
    const g: CanvasRenderingContext2D = u.ctx, dpr = devicePixelRatio || 1, { left, top, width, height } = u.bbox;
    g.save();
    g.beginPath();
    g.rect(left, top, width, height);
    g.clip();
    (fleet.peek()?.spans ?? []).forEach((s) => {
      const x0 = Math.max(left, u.valToPos(s.from, "x", true)), x1 = s.to ? u.valToPos(s.to, "x", true) : left + width;
      g.fillStyle = colour("event-band");
      g.fillRect(x0, top, Math.max(2 * dpr, x1 - x0), height);
    });
    g.restore();
  };
  return (
    <>
      <Chart label={`Messages published a second over simulated time, now ${rate(f.rate)}`} height={150} version={version} range={[0, 1]} sync="fleet" draw={draw}
        lines={[{ label: "msg/s", colour: "accent", width: 1.75, fill: "accent-soft" }]} data={() => [history.rows[0], history.rows[1]]} />
      {lanes.length > 0 && (
        <ul class="spans">
          {lanes.map((s) => (
            <li key={s.name + s.from} data-open={s.to === 0 || undefined}>
              <b>{s.name}</b> <span class="muted">{s.kind}</span>
              <span class="num muted">{clock(s.from)} – {s.to ? clock(s.to) : "now"} · hits {whole(s.hits)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
