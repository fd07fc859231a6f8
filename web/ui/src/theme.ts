// Colours that drawing code needs, read from the style sheet.
import { signal } from "@preact/signals";

const light = matchMedia("(prefers-color-scheme: light)");
export const theme = signal(light.matches ? "light" : "dark");
light.addEventListener("change", () => (theme.value = light.matches ? "light" : "dark"));

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}
