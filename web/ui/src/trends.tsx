// Trends of one twin: truth as a line, what devices said as dots.
import { Chart, type Line } from "./chart";
import { fixed } from "./format";
import { hello, trend, twin } from "./state";
import type { Layer } from "./twin";

// Panels: title, unit, signals, colour, digits, the range that is always shown.
const panels: [string, string, string[], string, number, [number, number]][] = [
  ["HR", "/min", ["hr"], "hr", 0, [50, 110]],
  ["SpO₂", "%", ["spo2"], "spo2", 0, [88, 100]],
  ["BP", "mmHg", ["sbp", "map", "dbp"], "bp", 0, [60, 140]],
  ["RR", "/min", ["rr"], "rr", 0, [8, 26]],
  ["Temp", "°C", ["temp_core"], "temp", 1, [36, 38.5]],
  ["EtCO₂", "mmHg", ["etco2"], "co2", 0, [30, 45]],
  ["NEWS2", "score", ["news2"], "accent", 0, [0, 8]],
];

export function Trends({ layer }: { layer: Layer }) {
  const version = trend.version.value, names = hello.value?.trends ?? [], t = twin.value;
  const column = (side: "true" | "device", s: string) => trend[side][names.indexOf(s)] ?? trend.at.map(() => null);
  const shown = panels.filter(([, , signals]) => signals.some((s) => t && s in t.true));
  return (
    <div class="trends">
      {shown.map(([title, unit, signals, hue, digits, range], k) => {
        const lines: Line[] = [
          ...signals.map((s): Line => ({ label: s, colour: layer === "truth" ? hue : "ink-3", width: s === "map" ? 1 : 1.75, dash: s === "map" ? [4, 3] : undefined })),
          ...signals.map((s): Line => ({ label: s + " device", colour: layer === "truth" ? "ink-2" : hue, dots: true })),
        ];
        const now = signals.filter((s) => s !== "map").map((s) => fixed(t?.true[s], digits)).join("/");
        const last = k === shown.length - 1;
        return (
          <div class="trend" key={title}>
            <p class={hue}><b>{title}</b> <span class="unit">{unit}</span></p>
            <Chart label={`${title} over time; true value now ${now} ${unit}`} lines={lines} height={last ? 108 : 84} range={range} sync="twin" axis={last}
              version={version} data={() => [trend.at, ...signals.map((s) => column("true", s)), ...signals.map((s) => column("device", s))]} />
          </div>
        );
      })}
    </div>
  );
}
