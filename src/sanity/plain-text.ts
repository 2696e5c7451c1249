import { decodeHTMLStrict } from 'entities';
import { withoutHidden } from '../../machines/hidden-text.ts';

/*
 * Written out rather than left to a parser of HTML or Markdown: those take "<Gate 4>" for a tag and
 * "4. Floor" for a list, and what an editor meant would be gone without a trace.
 */

const TAG_NAMES =
  'a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|font|footer|' +
  'form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|object|' +
  'ol|p|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|template|' +
  'textarea|tfoot|th|thead|title|tr|tt|u|ul|video|' +
  // The markup of speech synthesis, which a voice would obey.
  'audio|break|emphasis|lang|phoneme|prosody|say-as|speak|voice';
const TAG = new RegExp(`</?(${TAG_NAMES})(?:[\\s/][^<>]*)?>`, 'gi');
const UNREAD_ELEMENT = /<!--[\s\S]*?(?:-->|$)|<(script|style|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const BLOCKS = /^(?:br|p|div|tr|ul|ol|dl|table|h[1-6]|hr|blockquote|section|article|pre)$/i;

const INLINE: [RegExp, string][] = [
  // A picture and a link are told by their text, and a bare address by its host.
  [/!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"\n]*")?\)/g, '$1'],
  [
    /<?\b(?:https?|ftp):\/\/(?:www\.)?([^\s/?#<>)]+)(?:[/?#][^\s<>)]*[^\s<>).,;:!?])?[/]?>?/gi,
    '$1',
  ],
  [/```(?:\w*\n)?|(?<!`)`(?!`)([^`\n]+)`/g, '$1'],
  [/(\*\*|__|~~)(?=\S)([^\n]+?)(?<=\S)\1/g, '$2'],
  [/(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])/g, '$1'],
  [/(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_])/g, '$1'],
  [/\\([\\`*_{}[\]()#+.!~|>-])/g, '$1'],
];
const HEADING_OR_QUOTE = /^\s*(?:#{1,6}\s+|>\s?)+/;
const RULE = /^\s*(?:[-*_=]\s*){3,}$|^\s*\|?(?:\s*:?-{3,}:?\s*\|?)+\s*$/;
const BULLET = /^\s*[-*+•‣◦▪]\s+(?=\S)/;
const NUMBERED = /^\s*\d{1,2}[.)]\s+(?=\S)/;

/** Decoding and untagging may uncover more of both: `&amp;lt;b&amp;gt;`. */
const ROUNDS_MAX = 4;

/**
 * Free text of a document as a person would read it aloud, on one line: without the marks of HTML
 * and Markdown, with lists by commas and links by their text; everything else stays as it was
 * written. Empty when nothing is left. Pure.
 */
export function plainText(written: string): string {
  let text = withoutHidden(written);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = text;
    text = withoutHidden(decodeHTMLStrict(withoutTags(text)));
    if (text === before) break;
  }
  const marked = text.split('\n').filter((line) => !RULE.test(line));
  const lines = joinItems(marked.map((line) => line.replace(HEADING_OR_QUOTE, '')));
  const plain = INLINE.reduce((rest, [mark, by]) => rest.replace(mark, by), lines);
  return plain.replace(/\s+/g, ' ').trim();
}

// A word that is emphasized in part stays one word; what begins a line of its own stays apart.
function withoutTags(text: string): string {
  return text.replace(UNREAD_ELEMENT, ' ').replace(TAG, (tag, name: string) => {
    if (/^li$/i.test(name)) return tag.startsWith('</') ? '\n' : '\n- ';
    if (/^t[dh]$/i.test(name)) return ' ';
    return BLOCKS.test(name) ? '\n' : '';
  });
}

function joinItems(lines: string[]): string {
  const numbered = lines.filter((line) => NUMBERED.test(line)).length;
  // One line that begins with a number is no list: "4. Floor".
  const mark = numbered > 1 ? new RegExp(`${BULLET.source}|${NUMBERED.source}`) : BULLET;
  let joined = '';
  let wasItem = false;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const isItem = mark.test(line);
    const text = line.replace(mark, '');
    const gap = isItem && wasItem && !/[.,;:!?]\s*$/.test(joined) ? ', ' : '\n';
    joined = joined === '' ? text : `${joined.trimEnd()}${gap}${text.trim()}`;
    wasItem = isItem;
  }
  return joined;
}
