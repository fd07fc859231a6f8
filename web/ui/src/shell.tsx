// What stands on every page: the strip, the bar with the run, the places, and
// the cover when the connection is gone.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { FleetPage } from "./fleet";
import { capital, clock, instant } from "./format";
import { path } from "./route";
import { control } from "./control";
import { link, lostAt, wantFleet, wantTwin } from "./socket";
import { fleet } from "./state";
import { ScenariosPage } from "./scenarios";
import { TwinPage } from "./twin";
import { TwinsPage } from "./twins";
import { Icon, Pill } from "./parts";

const places = [["fleet", "Fleet"], ["twins", "Twins"], ["scenarios", "Scenarios"]] as const;

export function Shell() {
  const [, place, id] = path.value.split("/");
  const twin = place === "twins" && id ? decodeURIComponent(id) : "";
  useEffect(() => {
    wantFleet.value = place === "fleet" || (place === "twins" && !id);
    wantTwin.value = twin;
    const title = twin || places.find(([p]) => p === place)?.[1] || "Not found";
    document.title = `${title} - vitalfleet (simulated)`;
  }, [place, twin]);
  const stale = link.value === "lost" || link.value === "locked";
  return (
    <>
      <a class="skip" href="#page" onClick={toPage}>Skip to the page</a>
      <p class="simulated">SIMULATED PATIENTS - not for clinical use</p>
      <header class="bar">
        <a class="brand" href="/fleet" aria-label="vitalfleet, fleet"><Icon name="pulse" /><span>vitalfleet</span></a>
        <nav aria-label="Places">
          {places.map(([p, name]) => (
            <a href={"/" + p} key={p} aria-current={p === place ? "page" : undefined}><Icon name={p} /><span>{name}</span></a>
          ))}
        </nav>
        <RunBar />
      </header>
      <main id="page" tabIndex={-1} data-stale={stale || undefined}>
        <Page place={place} twin={twin} />
      </main>
      {stale && <Cover />}
    </>
  );
}

function toPage(e: Event) {
  e.preventDefault();
  document.getElementById("page")?.focus();
}

function Page({ place, twin }: { place: string; twin: string }): ComponentChildren {
  if (place === "fleet") return <FleetPage />;
  if (place === "twins") return twin ? <TwinPage id={twin} key={twin} /> : <TwinsPage />;
  if (place === "scenarios") return <ScenariosPage />;
  return <section class="empty"><h1>Nothing is here</h1><p>Go to the <a href="/fleet">fleet</a>.</p></section>;
}

function RunBar() {
  const f = fleet.value;
  if (!f || f.state === "idle") return <div class="runbar"><Pill kind="off">{f ? "no run" : "connecting"}</Pill></div>;
  const done = f.duration > 0 ? Math.min(1, f.elapsed / f.duration) : 0;
  return (
    <div class="runbar">
      <span class="what"><b>{f.scenario}</b>{f.phase && <span class="phase">{f.phase}</span>}</span>
      <span class="when" title="simulated time since the start">
        <b class="num">{clock(f.elapsed)}</b>
        {f.duration > 0 && <span class="num muted"> / {clock(f.duration)}</span>}
        {f.duration > 0 && <progress max={1} value={done} aria-label="Progress of the run" />}
      </span>
      <span class="sim num muted" title="virtual time of the run">{instant(f.time)} UTC</span>
      <RunState />
      {f.state === "live" && <PauseButton paused={f.paused} />}
    </div>
  );
}

export function RunState() {
  const f = fleet.value;
  if (!f || f.state === "idle") return <Pill kind="off">no run</Pill>;
  if (f.state === "ended") return <Pill kind={f.verdict === "pass" ? "good" : f.verdict === "fail" ? "bad" : "warn"}>ended: {f.verdict || "no verdict"}</Pill>;
  if (f.paused) return <Pill kind="warn">paused</Pill>;
  const mode = f.mode === "real" ? "live" : f.mode === "accelerated" ? `live ${f.speed}×` : "live, virtual";
  return <Pill kind="good" beat>{mode}</Pill>;
}

function PauseButton({ paused }: { paused: boolean }) {
  const error = useSignal("");
  const name = paused ? "Resume" : "Pause";
  return (
    <>
      <button class="quiet icon" title={name} aria-label={name + " the run"} onClick={() => control("pause", { paused: !paused }, error)}>
        <Icon name={paused ? "play" : "pause"} />
      </button>
      {error.value && <span class="error" role="alert">{error.value}</span>}
    </>
  );
}

function Cover() {
  const at = lostAt.value;
  const locked = link.value === "locked";
  return (
    <div class="cover" role="alert">
      <div class="card">
        <h2>{locked ? "Not logged in" : "No connection to the server"}</h2>
        <p>{locked ? "Open the link that vitalfleet serve printed; each link logs in one browser." : "Reconnecting. " + capital("what you see is old:")}</p>
        {at && <p class="num big">frozen at {at.toLocaleTimeString("en-GB")}</p>}
      </div>
    </div>
  );
}
