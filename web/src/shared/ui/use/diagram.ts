/** The diagram library, loaded when the first diagram is shown: viewer and automatic layout of BPMN 2.0. */
import type NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DiagramCanvas {
  zoom: (to: "fit-viewport" | number, center?: "auto") => number;
  viewbox: (to?: Area) => { inner: Area; outer: { width: number; height: number } };
  addMarker: (id: string, marker: string) => void;
  resized: () => void;
}

/** Positions for a diagram that has none. */
export async function withLayout(bpmn: string): Promise<string> {
  const { layoutProcess } = await import("bpmn-auto-layout");
  return layoutProcess(bpmn);
}

/** A viewer in an element; the caller destroys it. */
export async function viewerIn(element: HTMLElement): Promise<NavigatedViewer> {
  const [library] = await Promise.all([import("bpmn-js/lib/NavigatedViewer"), import("bpmn-js/dist/assets/diagram-js.css"), import("bpmn-js/dist/assets/bpmn-js.css")]);
  return new library.default({ container: element });
}

/** Where a shape stands; null where the diagram has none of that name. */
export function placeOf(viewer: NavigatedViewer, id: string): Area | null {
  return (viewer.get("elementRegistry") as { get: (id: string) => Area | undefined }).get(id) ?? null;
}

/** Gives a text to the person as a file. */
export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
