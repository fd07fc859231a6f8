// Requests to the server.

export class Refused extends Error {
  constructor(readonly status: number, text: string) {
    super(text);
  }
}

export async function call<T>(path: string, body?: unknown): Promise<T> {
  const r = await fetch(path, body === undefined ? undefined : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const answer = r.status === 204 ? {} : await r.json();
  if (!r.ok) throw new Refused(r.status, answer.error ?? r.statusText);
  return answer as T;
}
