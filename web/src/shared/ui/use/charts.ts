/** The charts we use, as one lazy chunk: bars, lines, pies, heat maps, trees. */
import type { EChartsType } from "echarts/core";

export type Chart = EChartsType;

export async function loadCharts(): Promise<{ init: (box: HTMLElement) => Chart }> {
  const { init } = await import("./chartLibrary");
  return { init: (box) => init(box, undefined, { renderer: "canvas" }) };
}

/** Colours and type of the tokens, as ECharts wants them. */
export function palette(): { color: string[]; textStyle: object; grid: object; tooltip: object; legend: object } {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    color: [1, 2, 3, 4, 5, 6].map((number) => value(`--series-${number}`)),
    textStyle: { fontFamily: value("--font"), color: value("--text") },
    grid: { left: 8, right: 16, top: 24, bottom: 32, containLabel: true },
    // richText: the HTML tooltip writes style attributes, which the content policy refuses.
    tooltip: { trigger: "item", confine: true, renderMode: "richText" },
    legend: { bottom: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
  };
}
