import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" });

test("colours are written in tokens.css only", () => {
  const literal = /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b(?=[\s;,)])|\b(?:rgba?|hsla?)\(/i;
  const wrong = files.filter((file) => file.endsWith(".css") && !file.endsWith("tokens.css") && literal.test(readFileSync(join(root, file), "utf8")));
  expect(wrong).toEqual([]);
});

test("each page that names a help text has one", () => {
  const names = files.filter((file) => file.endsWith("routes.ts")).flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/help: "([^"]+)"/g)].map((match) => match[1]));
  const there = new Set(files.filter((file) => file.startsWith("help/")).map((file) => file.slice(5, -3)));
  expect([...new Set(names)].filter((name) => !there.has(name!))).toEqual([]);
});

/** Contrast of two colours by WCAG 2.1. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

test("text colours reach AA on every ground they stand on", () => {
  const css = readFileSync(join(root, "shared/ui/tokens.css"), "utf8");
  const token = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(css)![1]!;
  const pairs: [string, string][] = [
    ...["text", "text-secondary", "brand", "info-text"].flatMap((text): [string, string][] => [[text, "card"], [text, "page"], [text, "hover"]]),
    ...["done", "due", "late", "info", "none"].flatMap((state): [string, string][] => [[`${state}-text`, `${state}-tint`], [`${state}-text`, "card"]]),
    ["on-brand", "brand"],
    ["on-brand", "brand-hover"],
    ["brand", "brand-tint"],
  ];
  expect(pairs.filter(([text, ground]) => contrast(token(text), token(ground)) < 4.5)).toEqual([]);
});

test("a link that looks like a button is one stop for the keyboard, not two", () => {
  const twice = /<router-link[^>]*>\s*<el-button/;
  expect(files.filter((file) => file.endsWith(".vue") && twice.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
