import DOMPurify from "dompurify";
import { marked } from "marked";

/** Help pages are ours, yet go through the same filter as foreign text: one way for HTML into the page. */
export function renderMarkdown(source: string): string {
  return safeHtml(marked.parse(source, { async: false, gfm: true }));
}

/** Rich text of minutes and notices: what the editor can make, nothing else. The server cleans it too. */
export function safeHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: ["p", "br", "strong", "b", "em", "i", "u", "s", "h1", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td", "hr", "code", "img"],
    ALLOWED_ATTR: ["href", "colspan", "rowspan", "src", "alt", "start"],
    ALLOWED_URI_REGEXP: /^(?:\/|#|tel:|mailto:|https:)/i,
  });
}
