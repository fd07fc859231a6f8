// Shapes of the wire, as PROTOCOL.md describes them.

export type Num = number | null;

export interface Group { name: string; from: number; n: number }
export interface Phase { name: string; from: number; to: number }
export interface Run {
  epoch: number; state: string; scenario: string; seed: number; mode: string; step: number; duration: number;
  twins: number; devices: number; groups: Group[]; phases: Phase[];
}
export interface Worst { id: string; cohort: string; cell: number; values: Num[] }
export interface Span { name: string; kind: string; from: number; to: number; hits: number }
export interface Active { name: string; kind: string; since: number; until: number; hits: number }
export interface Plugin {
  name: string; version: string; state: string; pid: number; restarts: number; devices: number; call_p99: Num; reason?: string; since: number;
}
export interface Outlook { name: string; assert: string; verdict: string; observed: string; limit: string; severity: string }
export interface Acuity {
  none: number; low: number; single: number; medium: number; high: number; unknown: number; offline: number; partly: number;
}
export interface Fleet {
  epoch: number; version: number; state: string; scenario: string; tick: number; elapsed: number; duration: number;
  time: string; phase: string; mode: string; speed: number; paused: boolean; twins: number; devices: number; powered: number;
  connected: number; produced: number; published: number; acked: number; errors: number; seen: number; alerts: number;
  rate: number; lag: Num; lag_p99: Num; ack_p50: Num; ack_p99: Num; map_seq: number; acuity: Acuity; worst: Worst[];
  active: Active[]; spans: Span[]; plugins: Plugin[]; expectations: Outlook[]; verdict?: string; reason?: string;
}
export interface Obs { code: string; value?: number; unit?: string; quality?: string }
export interface Device {
  id: string; key: string; type: string; vendor?: string; every: number; topic: string; online: boolean; time?: string;
  seq: number; obs: Obs[];
}
export interface Trend { from: number; at: number[]; true: Num[][]; device: Num[][] }
export interface Twin {
  id: string; cohort: string; age: number; sex: string; labels?: Record<string, string>; epoch: number; tick: number;
  elapsed: number; time: string; true: Record<string, Num>; devices: Device[];
}
export interface Row { index: number; id: string; cohort: string; age: number; sex: string; cell: number; devices: number }
export interface LogEntry {
  seq: number; epoch: number; tick: number; time: string; what: string; event?: string; kind?: string; patient?: string;
  device?: string; detail?: Record<string, string>;
}
export interface Param {
  name: string; doc: string; kind: "quantity" | "number" | "choice" | "flag" | "text"; units?: string[];
  ranges?: { unit: string; min: number; max: number }[]; choices?: string[]; required: boolean; default: string;
}
export interface Action { do: string; title: string; doc: string; params: Param[] }
export interface Entry { name: string; title: string; description: string; tags: string[] | null }
export interface KeptRun { name: string; scenario: string; verdict: string; ended: string }
