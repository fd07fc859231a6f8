// One typed parameter of an action.
import type { Action, Param } from "./types";

export interface Given { text: string; unit?: string }

// given is what the form says, in the form that a scenario has it.
export function given(action: Action, values: Record<string, Given>): Record<string, string | number | boolean> {
  const out: Record<string, string | number | boolean> = {};
  for (const p of action.params) {
    const v = values[p.name], text = v?.text.trim() ?? "";
    if (!text) continue;
    if (p.kind === "flag") out[p.name] = text === "true";
    else if (p.kind === "quantity") out[p.name] = `${text} ${v.unit ?? p.units?.[0] ?? ""}`.trim();
    else if (p.kind === "number" && !Number.isNaN(Number(text))) out[p.name] = Number(text);
    else out[p.name] = text;
  }
  return out;
}

function hint(p: Param): string {
  const parts = (p.ranges ?? []).map((r) => `${r.min} to ${r.max}${r.unit ? " " + r.unit : ""}`);
  if (p.default) parts.push(`without it ${p.default}`);
  if (p.required) parts.push("required");
  return parts.join(" · ");
}

export function Field({ p, form, value, set }: { p: Param; form: string; value?: Given; set: (v: Given) => void }) {
  const id = `${form}-${p.name}`, unit = value?.unit ?? p.units?.[0], text = value?.text ?? "";
  const units = [...(p.units ?? []), ...(p.ranges ?? []).map((r) => r.unit)].filter((u, i, all) => u && all.indexOf(u) === i);
  return (
    <div class="field">
      <label for={id}>{p.name.replace(/_/g, " ")} <span class="muted">{p.doc}</span></label>
      <div class="row">
        {p.kind === "choice" || p.kind === "flag" ? (
          <select id={id} name={p.name} value={text} aria-describedby={id + "-hint"} onChange={(e) => set({ text: e.currentTarget.value })}>
            <option value="">{p.default ? `default (${p.default})` : "not given"}</option>
            {(p.kind === "flag" ? ["true", "false"] : p.choices ?? []).map((c) => <option key={c} value={c}>{c}</option>)}
          </select>
        ) : (
          <input id={id} name={p.name} value={text} placeholder={p.default} aria-describedby={id + "-hint"} inputMode={p.kind === "text" ? "text" : "decimal"}
            onInput={(e) => set({ text: e.currentTarget.value, unit })} />
        )}
        {p.kind === "quantity" && units.length > 0 && (
          <select class="short" value={unit} aria-label={`Unit of ${p.name}`} onChange={(e) => set({ text, unit: e.currentTarget.value })}>
            {units.map((u) => <option key={u} value={u}>{u}</option>)}
          </select>
        )}
      </div>
      <p class="muted hint" id={id + "-hint"}>{hint(p)}</p>
    </div>
  );
}
