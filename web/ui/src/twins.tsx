// The list of twins: search and order are in the address.
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { call } from "./api";
import { level, offline, partly } from "./cells";
import { plural, whole } from "./format";
import { Panel, Score } from "./parts";
import { query, setQuery } from "./route";
import { fleet, map } from "./state";
import type { Row } from "./types";

const size = 100;

export function TwinsPage() {
  const q = query.value.get("q") ?? "", sort = query.value.get("sort") ?? "id", from = Number(query.value.get("offset") ?? 0);
  const page = useSignal<{ total: number; twins: Row[] }>({ total: 0, twins: [] }), error = useSignal("");
  const epoch = fleet.value?.epoch, state = fleet.value?.state, beat = Math.floor((fleet.value?.version ?? 0) / 4);
  useEffect(() => {
    let gone = false;
    call<{ total: number; twins: Row[] }>(`/api/twins?q=${encodeURIComponent(q)}&sort=${sort}&offset=${from}&limit=${size}`)
      .then((p) => {
        if (!gone) [page.value, error.value] = [p, ""];
      }, (e) => (error.value = e.message));
    return () => (gone = true);
  }, [q, sort, from, epoch, state, sort === "acuity" ? beat : 0]);
  const { total, twins } = page.value;
  return (
    <>
      <h1 class="sr">Twins</h1>
      <Panel title="Twins" note={plural(total, "patient")} extra={
        <form class="row" role="search" onSubmit={(e) => e.preventDefault()}>
          <label><span class="sr">Search by id or cohort</span>
            <input type="search" placeholder="Search id or cohort" value={q} onInput={(e) => setQuery({ q: e.currentTarget.value, offset: "" })} /></label>
          <label><span class="sr">Order</span>
            <select value={sort} onChange={(e) => setQuery({ sort: e.currentTarget.value, offset: "" })}>
              <option value="id">by id</option><option value="acuity">highest score first</option>
            </select></label>
        </form>}>
        {error.value && <p class="error" role="alert">{error.value}</p>}
        <Cards rows={twins} />
        {total > size && (
          <nav class="pager" aria-label="Pages">
            <button disabled={from === 0} onClick={() => setQuery({ offset: String(Math.max(0, from - size)) })}>Previous</button>
            <span class="num">{whole(from + 1)} – {whole(Math.min(total, from + size))} of {whole(total)}</span>
            <button disabled={from + size >= total} onClick={() => setQuery({ offset: String(from + size) })}>Next</button>
          </nav>
        )}
      </Panel>
    </>
  );
}

function Cards({ rows }: { rows: Row[] }) {
  const cells = map.value?.cells;
  if (rows.length === 0) return <p class="muted pad">No patient matches.</p>;
  return (
    <ul class="cards">
      {rows.map((t) => {
        const cell = cells?.[t.index] ?? t.cell;
        return (
          <li key={t.id}>
            <a href={"/twins/" + encodeURIComponent(t.id)} class={"twincard " + level(cell)}>
              <Score cell={cell} />
              <span><b>{t.id}</b><span class="muted">{t.sex}, {Math.round(t.age)} y · {t.cohort}</span></span>
              <span class="muted num">{offline(cell) ? "offline *" : partly(cell) ? "partly offline *" : plural(t.devices, "device")}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
