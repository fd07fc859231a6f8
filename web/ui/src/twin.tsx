// One twin: what is true, what its devices say, and the difference.
import { any3, level, unknown } from "./cells";
import { EventLog } from "./eventlog";
import { capital, fixed, instant, unit as people, words } from "./format";
import { Inject } from "./inject";
import { Panel, Pill, Score } from "./parts";
import { query, setQuery } from "./route";
import { fleet, twin, twinError } from "./state";
import { Trends } from "./trends";
import type { Device, Num, Obs, Twin } from "./types";

export type Layer = "truth" | "device";

// The numerics: signal, codes that devices use for it, label, unit, digits, colour.
const numerics: [string, string[], string, string, number, string][] = [
  ["hr", ["hr", "heart_rate", "pulse_rate"], "HR", "/min", 0, "hr"],
  ["spo2", ["spo2"], "SpO₂", "%", 0, "spo2"],
  ["bp", [], "BP", "mmHg", 0, "bp"],
  ["rr", ["rr", "respiratory_rate"], "RR", "/min", 0, "rr"],
  ["temp_core", ["temp_core", "temperature", "body_temperature", "temp"], "Temp", "°C", 1, "temp"],
  ["etco2", ["etco2"], "EtCO₂", "mmHg", 0, "co2"],
];
const more: [string, string, string, number][] = [
  ["co", "CO", "L/min", 1], ["sv", "SV", "mL", 0], ["cvp", "CVP", "mmHg", 1], ["shock_index", "Shock index", "", 2], ["fio2", "FiO₂", "%", 0],
  ["pao2", "PaO₂", "mmHg", 0], ["paco2", "PaCO₂", "mmHg", 0], ["ph", "pH", "", 2], ["vt", "VT", "mL", 0], ["ve", "VE", "L/min", 1],
  ["hb", "Hb", "g/dL", 1], ["blood_volume", "Blood volume", "mL", 0], ["urine_flow", "Urine", "mL/h", 0], ["temp_skin", "Skin", "°C", 1],
];

export function TwinPage({ id }: { id: string }) {
  const t = twin.value, layer: Layer = query.value.get("layer") === "device" ? "device" : "truth";
  if (!t || t.id !== id) {
    return <section class="empty"><h1>{id}</h1><p>{twinError.value || (fleet.value?.state === "live" ? "Waiting for the next step of the run." : "No run is live.")}</p>
      <p><a href="/twins">All twins</a></p></section>;
  }
  const news = t.true.news2, cell = (news ?? unknown) | (t.true.news2_any3 ? 32 : 0);
  return (
    <>
      <header class="twinhead">
        <div><h1>{t.id}</h1><p class="muted">{t.sex}, {Math.round(t.age)} years · {t.cohort}{Object.entries(t.labels ?? {}).map(([k, v]) => ` · ${k} ${v}`)}</p></div>
        <div class="newsbox">
          <Score cell={cell} large />
          <p><b>{capital(level(cell))}</b>{any3(cell) && level(cell) !== "single" ? ", one parameter 3" : ""}<br /><span class="muted">NEWS2 trend (score per RCP 2017)</span></p>
        </div>
        <fieldset class="toggle">
          <legend class="sr">Whose values</legend>
          {(["truth", "device"] as const).map((l) => (
            <label key={l}><input type="radio" name="layer" checked={layer === l} onChange={() => setQuery({ layer: l === "truth" ? "" : l })} /><span>{l === "truth" ? "Truth" : "Device"}</span></label>
          ))}
        </fieldset>
      </header>
      <div class="twingrid">
        <div class="span-vitals">
          <dl class="numerics" data-layer={layer}>{numerics.map((n) => <Numeric key={n[0]} t={t} n={n} layer={layer} />)}</dl>
          {layer === "truth" && <dl class="small">{more.filter(([s]) => (t.true[s] ?? null) !== null).map(([s, name, unit, d]) => (
            <div key={s}><dt>{name}</dt><dd><b class="num" data-signal={s}>{fixed(t.true[s], d)}</b> <span class="unit">{unit}</span></dd></div>))}</dl>}
          <Panel title="Trends" note={<>line: truth · dots: device · since this page was opened</>}><Trends layer={layer} /></Panel>
        </div>
        <div class="span-side">
          <Panel title="Devices" note={`${t.devices.filter((d) => d.online).length} of ${t.devices.length} online`}><Devices list={t.devices} /></Panel>
          <Panel title="Events"><EventLog limit={40} patient={t.id} devices={t.devices.map((d) => d.id)} /></Panel>
          <Panel title="Intervene"><Inject fixedTargets={[t.id]} /></Panel>
        </div>
      </div>
    </>
  );
}

function newest(t: Twin, codes: string[]): { o: Obs; d: Device } | null {
  for (const code of codes) {
    let best: { o: Obs; d: Device } | null = null;
    for (const d of t.devices) {
      for (const o of d.obs) if (o.code === code && (!best || (d.time ?? "") > (best.d.time ?? ""))) best = { o, d };
    }
    if (best) return best;
  }
  return null;
}

function Numeric({ t, n: [id, codes, label, unit, digits, hue], layer }: { t: Twin; n: (typeof numerics)[number]; layer: Layer }) {
  const value = (s: string, c: string[]): Num | undefined => (layer === "truth" ? t.true[s] : newest(t, c)?.o.value);
  const got = layer === "device" ? newest(t, id === "bp" ? ["sbp", "nibp_sys"] : codes) : null;
  const text = id === "bp" ? `${fixed(value("sbp", ["sbp", "nibp_sys"]))}/${fixed(value("dbp", ["dbp", "nibp_dia"]))}` : fixed(value(id, codes), digits);
  let note = id === "bp" ? `mean ${fixed(value("map", ["map", "nibp_mean"]))}` : "";
  if (layer === "device") {
    note = !got ? "no device" : got.o.quality && got.o.quality !== "ok" ? `${words(got.o.quality)} *` : `${got.d.key} ${got.d.time ? instant(got.d.time) : ""}`;
    if (got && !got.d.online) note = `${got.d.key} offline *`;
  }
  return (
    <div class={"numeric " + hue}>
      <dt>{label} <span class="unit">{unit}</span></dt>
      <dd><b class="num" data-signal={id}>{text}</b><span class="note num">{note}</span></dd>
    </div>
  );
}

function Devices({ list }: { list: Device[] }) {
  if (list.length === 0) return <p class="muted pad">No device on this patient.</p>;
  return (
    <ul class="devices">
      {list.map((d) => (
        <li key={d.id} data-device={d.id}>
          <div><b>{capital(words(d.type))}</b><Pill kind={d.online ? "good" : "bad"}>{d.online ? "online" : "offline *"}</Pill></div>
          <p class="muted">{d.id}{d.vendor ? ` · plugin of ${d.vendor}` : ""} · every {d.every} s</p>
          <p class="num">{d.obs.length === 0 ? <span class="muted">nothing said yet</span> : d.obs.map((o) => (
            <span class="obs" key={o.code}><span class="muted">{words(o.code)}</span> {o.value === undefined ? words(o.quality ?? "no value") : o.value} <span class="unit">{o.value === undefined ? "" : people(o.unit)}</span></span>
          ))}</p>
          {d.time && <p class="muted num">seq {d.seq}, device time {instant(d.time)}</p>}
        </li>
      ))}
    </ul>
  );
}
