// The address is the state of the page: every view can be shared, back and
// forward work.
import { signal } from "@preact/signals";

export const path = signal(location.pathname);
export const query = signal(new URLSearchParams(location.search));

function sync() {
  path.value = location.pathname;
  query.value = new URLSearchParams(location.search);
}
addEventListener("popstate", sync);

export function go(to: string) {
  if (to === location.pathname + location.search) return;
  history.pushState(null, "", to);
  sync();
  scrollTo(0, 0);
  document.getElementById("page")?.focus({ preventScroll: true });
}

// setQuery changes parameters of the address in place, without a step back.
export function setQuery(changes: Record<string, string>) {
  const q = new URLSearchParams(location.search);
  for (const [k, v] of Object.entries(changes)) v ? q.set(k, v) : q.delete(k);
  const text = q.toString();
  history.replaceState(null, "", location.pathname + (text ? "?" + text : ""));
  sync();
}

// follow makes plain clicks on links of this console stay in the page.
export function follow(e: MouseEvent) {
  const a = (e.target as Element).closest?.("a");
  if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  if (a.origin !== location.origin || a.target || a.pathname.startsWith("/api/")) return;
  e.preventDefault();
  go(a.pathname + a.search);
}
