/** Verifies beside the page, so that it stays usable while a million lines are read. */
import { NoExport, readCopies, verifyExport, type Report } from "./verify";

export interface Asked {
  file: Blob;
  copies: Blob[];
  fingerprint: string;
}

/** What the worker says: how far it is, the report, or why it cannot. */
export type Told = { done: number; total: number } | { report: Report } | { problem: string };

const tell = (message: Told): void => postMessage(message);

addEventListener("message", (event: MessageEvent<Asked>) => {
  const { file, copies, fingerprint } = event.data;
  void (async () => {
    const signed = (await Promise.all(copies.map(readCopies))).flat();
    return verifyExport({ file, copies: signed, fingerprint, tell: (done, total) => tell({ done, total }) });
  })().then(
    (report) => tell({ report }),
    (error: unknown) => tell({ problem: error instanceof NoExport ? error.message : "文件读取失败，请重新选择文件后再试。" }),
  );
});
