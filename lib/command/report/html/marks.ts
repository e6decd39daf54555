import { Html, html, joined } from './html';

/** The signs of the marks, beside what they say: a colour alone tells nothing to those who do not see it. */
const SIGNS = {
  proved: '✓',
  broken: '✗',
  unknown: '?',
  error: '✗',
  warning: '!',
  info: 'i',
} as const;

export type Mark = keyof typeof SIGNS;

/** A verdict as sign and word, in the one colour of it. */
export function mark(what: Mark, text: string = what): Html {
  return html`<span class="m m-${what}"><span aria-hidden="true">${SIGNS[what]}</span> ${text}</span>`;
}

/** A construct path, which breaks where its parts are. */
export function pathOf(path: string): Html {
  return html`<span class="path">${joined(path.split(/(?<=\/)/), new Html('<wbr>'))}</span>`;
}
