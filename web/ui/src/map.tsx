// The fleet map as a control: pointer and keyboard choose twins and open them.
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { level, offline, partly, score, unknown } from "./cells";
import { hit, layout, paintAll, paintCell, palette, type Scene } from "./mapview";
import { go } from "./route";
import { map, run } from "./state";
import { theme } from "./theme";
import { chosen, nameOf, names, toggle } from "./chosen";

function say(i: number, cell: number): string {
  const s = score(cell), news = s === unknown ? "not scored yet" : `NEWS2 ${s}, ${level(cell)}`;
  const link = offline(cell) ? ", offline" : partly(cell) ? ", some devices offline" : "";
  return `${nameOf(i)}: ${news}${link}`;
}

export function FleetMap() {
  const box = useRef<HTMLDivElement>(null), canvas = useRef<HTMLCanvasElement>(null), scene = useRef<Scene | null>(null);
  const focus = useSignal(-1), hover = useSignal(-1), width = useSignal(0);
  const m = map.value, r = run.value;
  const n = m && r && m.cells.length === r.twins ? r.twins : 0;

  useEffect(() => {
    const watch = new ResizeObserver(([e]) => (width.value = Math.floor(e.contentRect.width)));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  const shape = `${r?.epoch} ${n} ${width.value} ${theme.value} ${names.value.size} ${[...chosen.value]} ${focus.value}`;
  useEffect(() => {
    const node = canvas.current!, g = node.getContext("2d")!;
    if (!n || !width.value) return;
    const l = layout(r!.groups, width.value, innerWidth < 700 ? 420 : Math.max(300, Math.min(innerHeight * 0.5, 900)));
    const dpr = devicePixelRatio || 1;
    node.width = Math.round(width.value * dpr);
    node.height = Math.round(l.height * dpr);
    node.style.height = l.height + "px";
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    scene.current = { g, layout: l, cells: m!.cells, colours: palette(), name: nameOf, chosen: chosen.value, focus: focus.value };
    paintAll(scene.current, width.value);
  }, [shape]);
  useEffect(() => {
    const s = scene.current;
    if (!s || !n) return;
    s.cells = m!.cells;
    if (m!.changed) for (const i of m!.changed) paintCell(s, i);
    else paintAll(s, width.value);
  }, [m]);

  const at = (e: MouseEvent) => (scene.current ? hit(scene.current.layout, e.offsetX, e.offsetY) : -1);
  const click = (e: MouseEvent) => {
    const i = at(e);
    if (i < 0) return;
    if (e.ctrlKey || e.metaKey || e.shiftKey) toggle(i);
    else go("/twins/" + encodeURIComponent(nameOf(i)));
  };
  const key = (e: KeyboardEvent) => {
    const columns = scene.current?.layout.columns ?? 1, now = Math.max(0, focus.value);
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -now, End: n - 1 - now };
    if (e.key in steps) focus.value = focus.value < 0 ? 0 : Math.max(0, Math.min(n - 1, now + steps[e.key]));
    else if (e.key === "Enter" && focus.value >= 0) go("/twins/" + encodeURIComponent(nameOf(focus.value)));
    else if (e.key === " " && focus.value >= 0) toggle(focus.value);
    else return;
    e.preventDefault();
  };
  const shown = hover.value >= 0 ? hover.value : focus.value;
  return (
    <div class="map" ref={box}>
      <canvas ref={canvas} tabIndex={0} role="application" aria-label="Fleet map. Arrow keys move, Enter opens a twin, Space chooses it."
        onClick={click} onMouseMove={(e) => (hover.value = at(e))} onMouseLeave={() => (hover.value = -1)} onKeyDown={key}
        onBlur={() => (focus.value = -1)} />
      <p class="maphint" aria-live="polite">
        {n > 0 && shown >= 0 && shown < n ? say(shown, m!.cells[shown]) : "Click or Enter opens a twin, Ctrl-click or Space chooses it."}
      </p>
    </div>
  );
}
