// A uPlot chart that follows its data, its width and the theme.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { clock } from "./format";
import { colour, theme } from "./theme";

export interface Line { label: string; colour: string; width?: number; dash?: number[]; dots?: boolean; fill?: string }

// Steps of the time axis, s.
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

interface Props {
  label: string;
  lines: Line[];
  data: () => (number | null)[][];
  version: number;
  height: number;
  sync?: string;
  range?: [number, number]; // at least this much is shown
  axis?: boolean;
  draw?: (u: uPlot) => void;
}

function options(p: Props, width: number): uPlot.Options {
  const ink = colour("ink-3"), grid = { stroke: colour("line-soft"), width: 1 };
  const font = `11px ${colour("sans")}`;
  const pad = (_: uPlot, lo: number, hi: number): [number, number] => {
    if (lo === null || lo === undefined) return p.range ?? [0, 1];
    const low = Math.min(lo, p.range?.[0] ?? lo), high = Math.max(hi, p.range?.[1] ?? hi);
    const room = (high - low) * 0.06 || 1;
    return [low === 0 ? 0 : low - room, high + room];
  };
  return {
    width, height: p.height, legend: { show: false }, padding: [8, 18, p.axis === false ? 4 : 0, 0],
    cursor: { y: false, points: { size: 6 }, sync: p.sync ? { key: p.sync } : undefined, drag: { x: false, y: false } },
    scales: { x: { time: false, range: (_, lo, hi) => [lo ?? 0, Math.max(hi ?? 0, (lo ?? 0) + 20)] }, y: { range: pad } },
    axes: [
      { show: p.axis !== false, stroke: ink, grid, ticks: { show: false }, font, size: 22, space: 70, incrs: steps, values: (_, v) => v.map(clock) },
      { stroke: ink, grid, ticks: { show: false }, font, size: 44, space: 26 },
    ],
    series: [{}, ...p.lines.map((l): uPlot.Series => ({
      label: l.label, stroke: colour(l.colour), width: l.dots ? 0 : l.width ?? 1.5, dash: l.dash, fill: l.fill && colour(l.fill),
      spanGaps: false, points: l.dots ? { show: true, size: 4.5, fill: colour(l.colour), width: 0 } : { show: false },
    }))],
    hooks: p.draw ? { drawAxes: [p.draw] } : {},
  };
}

export function Chart(p: Props) {
  const box = useRef<HTMLDivElement>(null), plot = useRef<uPlot | null>(null);
  const shape = JSON.stringify([theme.value, p.lines, p.height, p.range]);
  useEffect(() => {
    const node = box.current!;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(p, Math.max(120, node.clientWidth)), p.data() as uPlot.AlignedData, node);
    };
    make();
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: Math.max(120, node.clientWidth), height: p.height }));
    watch.observe(node);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(p.data() as uPlot.AlignedData), [p.version]);
  return <div class="chart" ref={box} role="img" aria-label={p.label} />;
}
