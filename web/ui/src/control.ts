// Steering the run; every problem comes back as text for the person who asked.
import type { Signal } from "@preact/signals";
import { call } from "./api";

export async function control(verb: string, order: object, error: Signal<string>): Promise<boolean> {
  try {
    await call("/api/run/" + verb, order);
    error.value = "";
    return true;
  } catch (e) {
    error.value = (e as Error).message;
    return false;
  }
}
