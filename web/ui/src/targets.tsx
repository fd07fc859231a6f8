// Who is hit: patients found by id, or a whole cohort.
import { useSignal } from "@preact/signals";
import { call } from "./api";
import { plural } from "./format";
import { Icon, Score } from "./parts";
import { run } from "./state";
import type { Row } from "./types";

const most = 500; // in one injection from here

export function Targets({ ids, set }: { ids: string[]; set: (ids: string[]) => void }) {
  const q = useSignal(""), found = useSignal<Row[]>([]), error = useSignal("");
  const search = async (text: string) => {
    q.value = text;
    if (!text) return void (found.value = []);
    const r = await call<{ twins: Row[] }>(`/api/twins?q=${encodeURIComponent(text)}&limit=8`).catch(() => ({ twins: [] }));
    if (q.value === text) found.value = r.twins;
  };
  const add = (more: string[]) => {
    const all = [...new Set([...ids, ...more])];
    error.value = all.length > most ? `At most ${most} patients at once.` : "";
    set(all.slice(0, most));
  };
  const cohort = async (name: string) => {
    const r = await call<{ twins: Row[] }>(`/api/twins?q=${encodeURIComponent(name)}&limit=${most}`);
    add(r.twins.filter((t) => t.cohort === name).map((t) => t.id));
  };
  const cohorts = [...new Set((run.value?.groups ?? []).map((g) => g.name))];
  return (
    <fieldset class="targets">
      <legend>Who</legend>
      <label><span class="sr">Find patients</span>
        <input type="search" name="find" placeholder="Find a patient by id" value={q.value} onInput={(e) => void search(e.currentTarget.value)} /></label>
      {found.value.length > 0 && (
        <ul class="found" aria-label="Found patients">
          {found.value.map((t) => (
            <li key={t.id}><button type="button" class="quiet" disabled={ids.includes(t.id)} onClick={() => add([t.id])}><Score cell={t.cell} /> {t.id} <span class="muted">{t.cohort}</span></button></li>
          ))}
        </ul>
      )}
      <p class="row">{cohorts.slice(0, 12).map((c) => <button type="button" class="quiet" key={c} onClick={() => void cohort(c)}>+ all of {c}</button>)}</p>
      {ids.length > 0 && (
        <ul class="chips" aria-label="Chosen patients">
          {ids.slice(0, 24).map((id) => (
            <li key={id}>{id}<button type="button" class="quiet icon" aria-label={`Remove ${id}`} onClick={() => set(ids.filter((x) => x !== id))}><Icon name="close" /></button></li>
          ))}
          {ids.length > 24 && <li>and {plural(ids.length - 24, "more", "more")}</li>}
          <li><button type="button" class="quiet" onClick={() => set([])}>Clear</button></li>
        </ul>
      )}
      {error.value && <p class="error" role="alert">{error.value}</p>}
    </fieldset>
  );
}
