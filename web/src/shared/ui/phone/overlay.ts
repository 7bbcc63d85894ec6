/** The veil behind a sheet closes it and says so to screen readers (`:overlay-props="CLOSING"`). */
export const CLOSING: object = { "aria-label": "关闭" };
