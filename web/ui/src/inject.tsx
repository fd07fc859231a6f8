// The form that does something to patients of the live run.
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { call } from "./api";
import { control } from "./control";
import { fixed, plural } from "./format";
import { Field, given, type Given } from "./field";
import { Targets } from "./targets";
import { query } from "./route";
import type { Action } from "./types";

export function Inject({ fixedTargets }: { fixedTargets?: string[] }) {
  const actions = useSignal<Action[]>([]), name = useSignal(""), values = useSignal<Record<string, Given>>({}), span = useSignal("");
  const targets = useSignal<string[]>(fixedTargets ?? (query.peek().get("targets") ?? "").split(",").filter(Boolean));
  const error = useSignal(""), done = useSignal(""), id = fixedTargets ? "one" : "many";
  useEffect(() => {
    call<{ actions: Action[] }>("/api/actions").then((a) => (actions.value = a.actions), (e) => (error.value = e.message));
  }, []);
  const list = actions.value, action = list.find((a) => a.do === (name.value || "patient.hypoxia")) ?? list[0];
  if (!action) return <p class="muted pad">{error.value || "This version has no actions."}</p>;
  const choose = (to: string) => {
    [name.value, values.value, error.value, done.value] = [to, {}, "", ""];
  };
  const submit = async (e: Event) => {
    e.preventDefault();
    done.value = "";
    const order = { do: action.do, with: given(action, values.value), for: span.value.trim(), targets: targets.value };
    if (await control("inject", order, error)) done.value = `Taken: ${action.title.toLowerCase()}, ${plural(targets.value.length, "patient")}.`;
  };
  return (
    <form class="inject" onSubmit={submit}>
      <label>Action
        <select name="action" value={action.do} onChange={(e) => choose(e.currentTarget.value)}>
          {list.map((a) => <option key={a.do} value={a.do}>{a.title} ({a.do.replace("patient.", "")})</option>)}
        </select></label>
      <p class="muted doc">{action.doc}</p>
      {action.params.map((p) => (
        <Field key={action.do + p.name} p={p} form={id} value={values.value[p.name]} set={(v) => (values.value = { ...values.value, [p.name]: v })} />
      ))}
      <label>For how long
        <input name="for" placeholder="until the end, or 90s, 5m, 1h" value={span.value} onInput={(e) => (span.value = e.currentTarget.value)} /></label>
      {!fixedTargets && <Targets ids={targets.value} set={(ids) => (targets.value = ids)} />}
      <Preview action={action} values={values.value} span={span.value} targets={targets.value} />
      <button class="primary" disabled={targets.value.length === 0}>Inject into {plural(targets.value.length, "patient")}</button>
      {error.value && <p class="error" role="alert">{error.value}</p>}
      <p class="ok" role="status">{done.value}</p>
    </form>
  );
}

function Preview({ action, values, span, targets }: { action: Action; values: Record<string, Given>; span: string; targets: string[] }) {
  const now = useSignal<Record<string, number | null>>({}), first = targets.slice(0, 6);
  useEffect(() => {
    let gone = false;
    for (const t of first) {
      call<{ true: Record<string, number | null> }>("/api/twins/" + encodeURIComponent(t))
        .then((a) => { if (!gone) now.value = { ...now.value, [t]: a.true.news2 }; }, () => undefined);
    }
    return () => (gone = true);
  }, [first.join()]);
  const args = Object.entries(given(action, values)).map(([k, v]) => `${k} ${v}`).join(", ");
  return (
    <p class="preview">
      <b>{action.title}</b>{args && ` (${args})`} {span.trim() ? `for ${span.trim()}` : "until the end"} hits{" "}
      {targets.length === 0 ? "nobody yet" : plural(targets.length, "patient")}
      {first.length > 0 && ": "}{first.map((t) => (t in now.value ? `${t} (NEWS2 ${fixed(now.value[t])})` : t)).join(", ")}{targets.length > first.length && ", …"}
    </p>
  );
}
