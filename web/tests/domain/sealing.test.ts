/** The second verifier of the sealed audit trail, on the vectors that the first one made (SEC-AUD-04). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bytesOf, fromBase64, fromHex, toHex } from "@/shared/domain/ops/sealing/bytes";
import { leafOf, Tree } from "@/shared/domain/ops/sealing/merkle";
import { isSigned } from "@/shared/domain/ops/sealing/sm2";
import { sm3 } from "@/shared/domain/ops/sealing/sm3";
import { linesOf, readCopies, verifyExport, type Report } from "@/shared/domain/ops/sealing/verify";

interface Vectors {
  fingerprint: string;
  copies: string[];
  base: string[];
  cases: { name: string; found: [string, number | null, number | null][]; lines: (number | string)[] }[];
}

const vectors = JSON.parse(readFileSync("../tests/kernel/sealing/vectors.json", "utf-8")) as Vectors;
/** A file as the browser hands it over, in pieces of an odd size so that lines are torn. */
function fileOf(lines: readonly string[]): Blob {
  const bytes = bytesOf(lines.map((line) => `${line}\n`).join(""));
  const stream = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(pieces) {
        for (let at = 0; at < bytes.length; at += 997) pieces.enqueue(bytes.slice(at, at + 997));
        pieces.close();
      },
    });
  return { size: bytes.length, stream } as unknown as Blob;
}
const verify = async (lines: readonly string[], fingerprint = vectors.fingerprint): Promise<Report> =>
  verifyExport({ file: fileOf(lines), copies: await readCopies(fileOf(vectors.copies)), fingerprint });

describe("SEC-AUD-04 primitives", () => {
  test("SM3 of GB/T 32905, appendix A, and of lengths around a block", () => {
    expect(toHex(sm3(bytesOf("abc")))).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    expect(toHex(sm3(bytesOf("abcd".repeat(16))))).toBe("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    expect(toHex(sm3())).toBe("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
    for (const length of [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000]) {
      const whole = new Uint8Array(length).map((_, at) => at * 7);
      for (const cut of [0, 1, Math.floor(length / 2), length]) expect(sm3(whole.subarray(0, cut), whole.subarray(cut))).toEqual(sm3(whole));
    }
  });

  test("the tree of RFC 6962 with SM3, from one leaf to seventy", () => {
    const plain = (leaves: Uint8Array[]): Uint8Array => {
      if (leaves.length === 1) return leaves[0]!;
      let half = 1;
      while (half * 2 < leaves.length) half *= 2;
      return sm3(Uint8Array.of(1), plain(leaves.slice(0, half)), plain(leaves.slice(half)));
    };
    const tree = new Tree();
    const leaves: Uint8Array[] = [];
    for (let number = 0; number < 70; number += 1) {
      leaves.push(leafOf(bytesOf(`leaf ${number}`)));
      tree.add(leaves.at(-1)!);
      expect(tree.root()).toEqual(plain(leaves));
    }
  });

  test("SM2 of GB/T 32918.5 (the recommended curve), and nothing that differs by a bit", () => {
    const point = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    const key = fromHex(`3059301306072a8648ce3d020106082a811ccf5501822d03420004${point}`);
    const r = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
    const s = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
    const signature = fromHex(`3046022100${r}022100${s}`);
    const message = bytesOf("message digest");
    expect(isSigned(key, message, signature)).toBe(true);
    expect(isSigned(key, bytesOf("message digesu"), signature)).toBe(false);
    for (let at = 0; at < signature.length; at += 1) {
      const broken = signature.slice();
      broken[at]! ^= 1;
      expect(isSigned(key, message, broken)).toBe(false);
    }
    for (const at of [0, 20, 26, 27, 60, 90]) {
      const broken = key.slice();
      broken[at]! ^= 1;
      expect(isSigned(broken, message, signature)).toBe(false);
    }
    expect(isSigned(key, message, fromHex("3006020100020100"))).toBe(false);
    expect(isSigned(key, message, new Uint8Array())).toBe(false);
    expect(isSigned(new Uint8Array(), message, signature)).toBe(false);
  });
});

describe("SEC-AUD-04 second verifier", () => {
  test("finds nothing in an untouched export, with and without the published fingerprint", async () => {
    const report = await verify(vectors.base);
    expect(report.findings).toEqual([]);
    expect([report.lines, report.blocks, report.checkpoints, report.outside]).toEqual([60, 3, 6, vectors.copies.length]);
    expect(report.keys).toEqual([vectors.fingerprint]);
    expect((await verify(vectors.base, "")).found).toBe(0);
  });

  test.each(vectors.cases)("agrees with the first verifier: $name", async ({ lines, found }) => {
    const report = await verify(lines.map((line) => (typeof line === "number" ? vectors.base[line]! : line)));
    expect(report.findings.map((finding) => [finding.kind, finding.row, finding.block])).toEqual(found);
    expect(report.findings.every((finding) => finding.text.length > 8)).toBe(true);
  });

  test("finds every changed byte of a row", async () => {
    const row = vectors.base.length - 33;
    for (let at = 8; at < vectors.base[row]!.length - 1; at += 11) {
      const line = vectors.base[row]!;
      const changed = line.slice(0, at) + (line[at] === "x" ? "y" : "x") + line.slice(at + 1);
      const lines = vectors.base.with(row, changed);
      const found = await verify(lines).then((report) => report.found > 0, () => true);
      expect(found, `byte ${at}`).toBe(true);
    }
  });

  test("believes no other key than the published one, and no short piece of it", async () => {
    const other = await verify(vectors.base, "0".repeat(64));
    expect(new Set(other.findings.map((finding) => finding.kind))).toEqual(new Set(["other_key"]));
    expect((await verify(vectors.base, vectors.fingerprint.slice(0, 8))).found).toBe(6);
    const spaced = vectors.fingerprint.toUpperCase().replace(/(.{8})/g, "$1 ");
    expect((await verify(vectors.base, spaced)).found).toBe(0);
  });

  test.each([
    ["an empty file", [], "文件是空的。"],
    ["another file", ["name,age"], "这不是操作日志的封存导出文件。"],
    ["another format", ['{"head":{"format":2}}'], "这不是操作日志的封存导出文件。"],
    ["a line that is no JSON", [...vectors.base.slice(0, 9), "{"], "导出文件的第 10 行不完整，或被改动到无法读取。"],
  ])("says what is wrong with %s", async (_, lines, text) => {
    await expect(verify(lines)).rejects.toThrow(text);
  });

  test("says which line of the copies is broken", async () => {
    await expect(readCopies(fileOf([vectors.copies[0]!, '{"checkpoint":{}}']))).rejects.toThrow("检查点副本的第 2 行不完整。");
  });

  test("lines end with a line feed, or both, or the file", async () => {
    const found: string[] = [];
    const parts = ["a\r\nb", "c\n\nd\n"].map(bytesOf);
    const file = { size: 9, stream: () => new ReadableStream({ start: (pieces) => (parts.forEach((part) => pieces.enqueue(part)), pieces.close()) }) };
    for await (const line of linesOf(file as unknown as Blob)) found.push(new TextDecoder().decode(line));
    expect(found).toEqual(["a", "bc", "", "d"]);
    expect(() => fromBase64("a b=")).toThrow();
  });
});
