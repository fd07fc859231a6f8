// Scenarios: what can be run, how the live run stands, and what is done to it.
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { call } from "./api";
import { control } from "./control";
import { EventLog } from "./eventlog";
import { clock, plural } from "./format";
import { Inject } from "./inject";
import { Panel, Verdict } from "./parts";
import { fleet, run } from "./state";
import { RunState } from "./shell";
import type { Entry, Fleet, KeptRun } from "./types";

export function ScenariosPage() {
  const f = fleet.value, lists = useSignal<{ library: Entry[]; runs: KeptRun[] }>({ library: [], runs: [] }), error = useSignal("");
  useEffect(() => {
    call<{ library: Entry[]; runs: KeptRun[] }>("/api/scenarios").then((l) => (lists.value = l), (e) => (error.value = e.message));
  }, [f?.state, f?.epoch]);
  const live = f?.state === "live";
  return (
    <>
      <h1 class="sr">Scenarios</h1>
      <div class="scenariogrid">
        <div class="stack">
          {f && f.state !== "idle" && <Panel title="Run" note={f.scenario} extra={<RunState />}><Steer f={f} /></Panel>}
          {f && f.state !== "idle" && <Panel title="Expectations" note={live ? "verdicts so far" : "final verdicts"}><Expectations f={f} /></Panel>}
          {live && <Panel title="Inject" note="recorded into the run, so that it can be replayed"><Inject /></Panel>}
          <Panel title="Event log"><EventLog limit={100} /></Panel>
        </div>
        <div class="stack">
          <Panel title="Library" note={plural(lists.value.library.length, "scenario")}>
            {error.value && <p class="error" role="alert">{error.value}</p>}
            <ul class="library">{lists.value.library.map((e) => <Card key={e.name} e={e} live={live} />)}</ul>
            {lists.value.library.length === 0 && !error.value && <p class="muted pad">This console only watches: it has no library.</p>}
          </Panel>
          {lists.value.runs.length > 0 && <Panel title="Kept runs"><Kept runs={lists.value.runs} /></Panel>}
        </div>
      </div>
    </>
  );
}

function Steer({ f }: { f: Fleet }) {
  const error = useSignal(""), speed = useSignal(""), r = run.value, live = f.state === "live";
  const steer = (verb: string, order: object) => control(verb, order, error);
  return (
    <div class="steer">
      <p class="big num">{clock(f.elapsed)}<span class="muted">{f.duration > 0 ? ` / ${clock(f.duration)}` : " until stopped"}</span></p>
      {f.duration > 0 && r && r.phases.length > 0 && (
        <ol class="phases" aria-label="Phases">
          {r.phases.map((p) => <li key={p.name} aria-current={f.elapsed >= p.from && f.elapsed < p.to ? "step" : undefined}><b>{p.name}</b> <span class="num muted">{clock(p.from)}–{clock(p.to)}</span></li>)}
        </ol>
      )}
      <p class="muted">Seed <span class="num">{r?.seed}</span> · {f.mode} time · tick <span class="num">{f.tick}</span>{f.reason && ` · ended: ${f.reason}`}</p>
      {live && (
        <div class="row">
          <button onClick={() => steer("pause", { paused: !f.paused })}>{f.paused ? "Resume" : "Pause"}</button>
          <button class="danger" onClick={() => confirm("Stop the run? It drains, judges and reports.") && steer("stop", {})}>Stop the run</button>
          {f.mode === "accelerated" && (
            <form class="row" onSubmit={(e) => { e.preventDefault(); void steer("speed", { speed: Number(speed.value) }); }}>
              <label>Speed <input class="short" inputMode="decimal" placeholder={String(f.speed)} value={speed.value} onInput={(e) => (speed.value = e.currentTarget.value)} /> ×</label>
              <button>Set</button>
            </form>
          )}
        </div>
      )}
      {error.value && <p class="error" role="alert">{error.value}</p>}
    </div>
  );
}

function Expectations({ f }: { f: Fleet }) {
  if (f.expectations.length === 0) return <p class="muted pad">This scenario expects nothing.</p>;
  return (
    <div class="tablebox" tabIndex={0} role="region" aria-label="Expectations">
      <table class="plain">
        <thead><tr><th scope="col">Expectation</th><th scope="col">Verdict</th><th scope="col">Observed</th><th scope="col">Limit</th></tr></thead>
        <tbody>
          {f.expectations.map((o) => (
            <tr key={o.name + o.assert}><th scope="row">{o.name}<span class="muted">{o.assert}{o.severity === "should" && " (should)"}</span></th>
              <td><Verdict of={o.verdict} /></td><td class="num">{o.observed || "–"}</td><td class="num">{o.limit || "–"}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// parse reads lines of name=value.
function parse(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const line of text.split("\n").map((l) => l.trim()).filter(Boolean)) {
    const at = line.indexOf("=");
    if (at < 1) throw new Error(`"${line}" is not name=value`);
    out[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return out;
}

function Card({ e, live }: { e: Entry; live: boolean }) {
  const error = useSignal(""), busy = useSignal(false), text = useSignal("");
  const start = async () => {
    if (live && !confirm("This ends the live run: it drains, judges and reports. Start the new one then?")) return;
    try {
      const overrides = parse(text.value);
      busy.value = true;
      await control("start", { name: e.name, overrides }, error);
    } catch (x) {
      error.value = (x as Error).message;
    }
    busy.value = false;
  };
  return (
    <li data-scenario={e.name}>
      <div class="top"><h3>{e.title || e.name}</h3>
        <button class="primary" disabled={busy.value} onClick={start} aria-label={`Start ${e.title || e.name}`}>{busy.value ? "Starting" : "Start"}</button></div>
      <p>{e.description}</p>
      <p class="tags">{(e.tags ?? []).map((t) => <span key={t}>{t}</span>)}</p>
      <details><summary>Change values</summary>
        <label>One a line, such as <code>fleet.ward.patients=50</code>
          <textarea rows={3} spellcheck={false} value={text.value} onInput={(x) => (text.value = x.currentTarget.value)} /></label>
      </details>
      {error.value && <p class="error" role="alert">{error.value}</p>}
    </li>
  );
}

function Kept({ runs }: { runs: KeptRun[] }) {
  return (
    <ul class="kept">
      {runs.slice(0, 20).map((r) => (
        <li key={r.name}><b>{r.scenario}</b><Verdict of={r.verdict} /><span class="muted num">{r.name} · {new Date(r.ended).toLocaleString("en-GB")}</span></li>
      ))}
    </ul>
  );
}
