import { expect, test } from "vitest";
import { csvOf } from "@/shared/ui/use/spreadsheet";

test("SEC-FILE-08 cells that a spreadsheet would compute are text", () => {
  expect(csvOf(["操作", "次数"], [["=1+1", -2], ['他说"好",\n走了', 3], ["＝HYPERLINK", 1]])).toBe("\ufeff操作,次数\r\n'=1+1,-2\r\n\"他说\"\"好\"\",\n走了\",3\r\n'＝HYPERLINK,1\r\n");
});
