import { Html, Part, html } from './html';

/** A section of the page, with its entry in the list of contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** A word or number beside the title, in the list of contents too. */
  readonly note?: Part;
  readonly body: Html;
}

/** So many entries are open from the start; more are folded, so that the page stays short. */
const OPEN = 6;

/** Something that opens and closes, without a script. */
export function fold(summary: Part, body: Part, open: boolean, id?: string): Html {
  return html`<details class="fold" ${id !== undefined && html` id="${id}"`}${open && new Html(' open')}>
    <summary>${summary}</summary>
    <div class="inside">${body}</div>
  </details> `;
}

/** Whether the entries of a list of this length are open from the start. */
export function opens(length: number): boolean {
  return length <= OPEN;
}

/** Facts by name. Those without a value are left out. */
export function facts(...pairs: readonly (readonly [name: string, value: Part])[]): Html {
  const given = pairs.filter(([, value]) => value !== undefined && value !== false && value !== '');
  return html`<dl class="facts">
    ${given.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** The place of the findings whose codes begin so. */
export function anchorOf(prefix: string): string {
  return `findings-${prefix.replace(/[^A-Za-z0-9]/g, '-')}`;
}

/** A number with its noun, in the plural where it must be. */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Digits in groups of three. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}
