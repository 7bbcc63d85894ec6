/** The tree of RFC 6962 with SM3: a leaf is SM3(0x00 | content), an inner node SM3(0x01 | left | right). */
import { isSame } from "./bytes";
import { sm3 } from "./sm3";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const EMPTY = sm3();

export const leafOf = (content: Uint8Array): Uint8Array => sm3(LEAF, content);

/** A tree that grows: only the roots of its complete parts are kept. */
export class Tree {
  size = 0;
  private parts: { height: number; root: Uint8Array }[] = [];

  add(leaf: Uint8Array): void {
    let grown = { height: 0, root: leaf };
    for (let last = this.parts.at(-1); last?.height === grown.height; last = this.parts.at(-1)) {
      this.parts.pop();
      grown = { height: grown.height + 1, root: sm3(NODE, last.root, grown.root) };
    }
    this.parts.push(grown);
    this.size += 1;
  }

  root(): Uint8Array {
    return this.parts.reduceRight<Uint8Array | null>((right, part) => (right ? sm3(NODE, part.root, right) : part.root), null) ?? EMPTY;
  }

  hasRoot(root: Uint8Array): boolean {
    return isSame(this.root(), root);
  }
}
