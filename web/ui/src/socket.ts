// The connection to the server: it opens, subscribes, notices silence and opens
// again with a new ticket.
import { effect, signal } from "@preact/signals";
import { apply, type Map } from "./cells";
import { call, Refused } from "./api";
import * as state from "./state";

export type Link = "connecting" | "open" | "lost" | "locked";
export const link = signal<Link>("connecting");
export const lostAt = signal<Date | null>(null);

const silence = 2400; // ms; the server speaks every second
let socket: WebSocket | null = null;
let heard = 0;
let boot = "";
let map: Map | null = null;

function send(message: object) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

// What a page wants to see; pages set these, connections follow them.
export const wantFleet = signal(false);
export const wantTwin = signal("");

effect(() => {
  const on = wantFleet.value;
  if (link.peek() === "open") send(on ? { sub: "fleet" } : { unsub: "fleet" });
});
effect(() => {
  const id = wantTwin.value;
  state.dropTwin(id);
  if (link.peek() === "open") send(id ? { sub: "twin", id } : { unsub: "twin" });
});

function subscribe() {
  if (wantFleet.peek()) send({ sub: "fleet" });
  if (wantTwin.peek()) {
    state.restartTrend();
    send({ sub: "twin", id: wantTwin.peek() });
  }
  send({ sub: "events", since: state.lastEvent() });
}

function lost() {
  if (link.value === "open" || link.value === "connecting") {
    lostAt.value = new Date();
    link.value = "lost";
  }
}

function onText(message: any) {
  if (message.t === "hello") {
    if (boot && boot !== message.boot) state.forget();
    boot = message.boot;
    state.hello.value = message;
    link.value = "open";
    lostAt.value = null;
    subscribe();
    return;
  }
  if (message.t === "run") map = null;
  state.receive(message);
}

function onFrame(frame: ArrayBuffer) {
  const next = apply(map, frame);
  if (!next) return send({ sub: "fleet" });
  map = next;
  state.map.value = next;
  const ack = new DataView(new ArrayBuffer(4));
  ack.setUint32(0, next.seq, true);
  socket?.send(ack.buffer);
}

async function open() {
  const { ticket } = await call<{ ticket: string }>("/api/ticket");
  const ws = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws?ticket=${ticket}`);
  ws.binaryType = "arraybuffer";
  await new Promise<void>((done) => {
    socket = ws;
    heard = performance.now();
    ws.onmessage = (e) => {
      heard = performance.now();
      if (typeof e.data === "string") onText(JSON.parse(e.data));
      else onFrame(e.data);
    };
    ws.onclose = () => done();
    const watch = setInterval(() => {
      if (performance.now() - heard > silence) {
        lost();
        ws.close();
        done();
      }
    }, 200);
    ws.addEventListener("close", () => clearInterval(watch));
  });
  ws.onmessage = ws.onclose = null;
}

export async function connect() {
  for (let wait = 300; ; wait = Math.min(wait * 1.6, 4000)) {
    const before = performance.now();
    try {
      await open();
    } catch (e) {
      if (e instanceof Refused && e.status === 401) link.value = "locked";
    }
    lost();
    if (performance.now() - before > 5000) wait = 300;
    await new Promise((f) => setTimeout(f, wait));
  }
}
