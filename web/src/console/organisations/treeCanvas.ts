import type { ChartNode } from "@/shared/domain/directory/organisations";

/** Draws a tree of thousands of organisations on one canvas: only what is in view is painted, so panning stays smooth. */
export interface DrawnTree {
  zoom(factor: number): void;
  fit(): void;
  /** Opens every level, or only the first two. */
  openAll(open: boolean): void;
  reveal(id: string): void;
  stop(): void;
}

interface Placed {
  node: ChartNode;
  depth: number;
  y: number;
  children: Placed[];
  parent: Placed | null;
  open: boolean;
}

const COLUMN = 250;
const ROW = 44;
const WIDTH = 200;
const HEIGHT = 34;
/** Kinds in which members are counted; the others show who leads them. */
const PARTY = new Set(["party_group", "party_committee", "general_branch", "branch"]);

export function drawTree(canvas: HTMLCanvasElement, nodes: ChartNode[], chosen: (node: ChartNode) => void): DrawnTree {
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  // Read once: asking the style for every box of a frame costs more than painting it.
  const colours = Object.fromEntries(["--line", "--card", "--brand", "--late-text", "--text", "--text-secondary"].map((name) => [name, style.getPropertyValue(name).trim()]));
  const colour = (name: string): string => colours[name] ?? "";
  const font = style.fontFamily;
  const byId = new Map<string, Placed>(nodes.map((node) => [node.id, { node, depth: 0, y: 0, children: [], parent: null, open: true }]));
  const roots: Placed[] = [];
  for (const placed of byId.values()) {
    const parent = placed.node.parent_id ? byId.get(placed.node.parent_id) : undefined;
    if (parent) {
      placed.parent = parent;
      parent.children.push(placed);
    } else roots.push(placed);
  }
  // A large tree opens with its first two levels, so that the first picture can be read.
  if (nodes.length > 120) for (const root of roots) for (const child of root.children) child.open = false;

  let visible: Placed[] = [];
  let scale = 1;
  let left = 40;
  let top = 40;
  let picked = "";
  let frame = 0;

  function layout(): void {
    visible = [];
    let row = 0;
    const place = (item: Placed, depth: number): void => {
      item.depth = depth;
      visible.push(item);
      if (!item.open || !item.children.length) {
        item.y = row * ROW;
        row += 1;
        return;
      }
      for (const child of item.children) place(child, depth + 1);
      item.y = (item.children[0]!.y + item.children[item.children.length - 1]!.y) / 2;
    };
    for (const root of roots) place(root, 0);
  }

  function paint(): void {
    frame = 0;
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth: wide, clientHeight: high } = canvas;
    if (canvas.width !== wide * ratio || canvas.height !== high * ratio) {
      canvas.width = wide * ratio;
      canvas.height = high * ratio;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.translate(left, top);
    context.scale(scale, scale);
    const from = -top / scale - ROW;
    const to = (high - top) / scale + ROW;
    context.strokeStyle = colour("--line");
    context.lineWidth = 1.5;
    context.beginPath();
    for (const item of visible) {
      if (!item.parent || Math.max(item.y, item.parent.y) < from || Math.min(item.y, item.parent.y) > to) continue;
      const x = item.depth * COLUMN;
      const middle = x - (COLUMN - WIDTH) / 2;
      context.moveTo((item.depth - 1) * COLUMN + WIDTH, item.parent.y);
      context.lineTo(middle, item.parent.y);
      context.lineTo(middle, item.y);
      context.lineTo(x, item.y);
    }
    context.stroke();
    context.textBaseline = "middle";
    const right = (wide - left) / scale;
    for (const item of visible) if (item.y >= from && item.y <= to && item.depth * COLUMN <= right) box(item);
  }

  function box(item: Placed): void {
    const x = item.depth * COLUMN;
    const y = item.y - HEIGHT / 2;
    const late = item.node.term_state === "expired" || item.node.term_state === "overdue";
    context.fillStyle = colour("--card");
    context.strokeStyle = picked === item.node.id ? colour("--brand") : late ? colour("--late-text") : colour("--line");
    context.lineWidth = picked === item.node.id ? 2.5 : 1.5;
    context.beginPath();
    context.roundRect(x, y, WIDTH, HEIGHT, 6);
    context.fill();
    context.stroke();
    // Text smaller than five pixels cannot be read: from far away the shape alone is drawn.
    if (scale >= 0.4) label(item, x, late);
    if (!item.children.length) return;
    context.fillStyle = item.open ? colour("--card") : colour("--brand");
    context.strokeStyle = colour("--text-secondary");
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x + WIDTH, item.y, 7, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  function label(item: Placed, x: number, late: boolean): void {
    context.fillStyle = colour("--text");
    context.font = `13px ${font}`;
    context.fillText(shorten(item.node.name, 11), x + 10, item.y);
    context.fillStyle = colour("--text-secondary");
    context.font = `12px ${font}`;
    context.textAlign = "right";
    const beside = PARTY.has(item.node.org_kind) ? `${item.node.members}人${late ? " 届满" : ""}` : shorten(item.node.secretary, 4);
    context.fillText(beside, x + WIDTH - 10, item.y);
    context.textAlign = "left";
  }

  const shorten = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  const again = (): void => {
    if (!frame) frame = requestAnimationFrame(paint);
  };

  function zoomAt(factor: number, x: number, y: number): void {
    const next = Math.min(2.5, Math.max(0.05, scale * factor));
    left = x - ((x - left) * next) / scale;
    top = y - ((y - top) * next) / scale;
    scale = next;
    again();
  }

  function fit(): void {
    const wide = (Math.max(0, ...visible.map((item) => item.depth)) + 1) * COLUMN;
    const high = Math.max(ROW, ...visible.map((item) => item.y)) + ROW;
    scale = Math.min(1, Math.max(0.05, Math.min((canvas.clientWidth - 48) / wide, (canvas.clientHeight - 48) / high)));
    left = 24;
    top = Math.max(24, (canvas.clientHeight - high * scale) / 2) + ROW * scale * 0.5;
    again();
  }

  function at(event: MouseEvent): { item: Placed; fold: boolean } | null {
    const area = canvas.getBoundingClientRect();
    const x = (event.clientX - area.left - left) / scale;
    const y = (event.clientY - area.top - top) / scale;
    for (const item of visible) {
      const start = item.depth * COLUMN;
      if (Math.abs(y - item.y) > HEIGHT / 2 || x < start || x > start + WIDTH + 8) continue;
      return { item, fold: x > start + WIDTH - 8 && item.children.length > 0 };
    }
    return null;
  }

  let dragging: { x: number; y: number; moved: boolean } | null = null;
  const fingers = new Map<number, { x: number; y: number }>();
  const spread = (): number => {
    const [a, b] = [...fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const down = (event: PointerEvent): void => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    dragging = { x: event.clientX, y: event.clientY, moved: false };
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (!dragging) return;
    if (fingers.size === 2) return pinch(event);
    const dx = event.clientX - dragging.x;
    const dy = event.clientY - dragging.y;
    if (Math.abs(dx) + Math.abs(dy) > 3) dragging.moved = true;
    left += dx;
    top += dy;
    dragging.x = event.clientX;
    dragging.y = event.clientY;
    again();
  };
  function pinch(event: PointerEvent): void {
    const before = spread();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const area = canvas.getBoundingClientRect();
    const [a, b] = [...fingers.values()];
    if (dragging) dragging.moved = true;
    if (before && a && b) zoomAt(spread() / before, (a.x + b.x) / 2 - area.left, (a.y + b.y) / 2 - area.top);
  }
  const up = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const still = dragging && !dragging.moved;
    dragging = null;
    const hit = still ? at(event) : null;
    if (!hit) return;
    if (hit.fold) {
      hit.item.open = !hit.item.open;
      layout();
    } else {
      picked = hit.item.node.id;
      chosen(hit.item.node);
    }
    again();
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const area = canvas.getBoundingClientRect();
    zoomAt(event.deltaY < 0 ? 1.12 : 0.89, event.clientX - area.left, event.clientY - area.top);
  };
  const key = (event: KeyboardEvent): void => {
    const step: Record<string, [number, number]> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const pan = step[event.key];
    if (pan) {
      event.preventDefault();
      left += pan[0];
      top += pan[1];
      again();
    } else if (event.key === "+" || event.key === "=") zoomAt(1.25, canvas.clientWidth / 2, canvas.clientHeight / 2);
    else if (event.key === "-") zoomAt(0.8, canvas.clientWidth / 2, canvas.clientHeight / 2);
  };
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("wheel", wheel, { passive: false });
  canvas.addEventListener("keydown", key);
  const observer = new ResizeObserver(again);
  observer.observe(canvas);
  /** The first picture: large enough to read, the root in the middle of the left edge. */
  function start(): void {
    fit();
    if (scale >= 0.7) return;
    scale = 0.85;
    left = 24;
    top = canvas.clientHeight / 2 - (roots[0]?.y ?? 0) * scale;
    again();
  }
  layout();
  start();

  return {
    zoom: (factor) => zoomAt(factor, canvas.clientWidth / 2, canvas.clientHeight / 2),
    fit,
    openAll(open) {
      for (const item of byId.values()) item.open = open || item.parent === null;
      layout();
      fit();
    },
    reveal(id) {
      const item = byId.get(id);
      if (!item) return;
      for (let parent = item.parent; parent; parent = parent.parent) parent.open = true;
      layout();
      picked = id;
      scale = 1;
      left = canvas.clientWidth / 2 - item.depth * COLUMN - WIDTH / 2;
      top = canvas.clientHeight / 2 - item.y;
      again();
    },
    stop() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      canvas.removeEventListener("pointerdown", down);
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", up);
      canvas.removeEventListener("pointercancel", up);
      canvas.removeEventListener("wheel", wheel);
      canvas.removeEventListener("keydown", key);
    },
  };
}
