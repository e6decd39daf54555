import { Html, Part, html, joined } from './html';

/** A column of a table: numbers stand at the right. */
export interface Column {
  readonly name: string;
  readonly number?: boolean;
}

/** Tables of one kind: on a phone each row is a card, and the style sheet names the cells. */
export class TableKind {
  private readonly columns: readonly Column[];

  constructor(
    private readonly key: string,
    ...columns: readonly (string | Column)[]
  ) {
    this.columns = columns.map((column) => (typeof column === 'string' ? { name: column } : column));
  }

  /** The table, with a caption for those who do not see it. */
  render(caption: string, rows: readonly (readonly Part[])[]): Html {
    return html`<table class="t t-${this.key}">
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${this.columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>`;
  }

  /** Rules of the style sheet: the names of the cells on a phone, and what stands at the right. */
  style(): { readonly phone: string; readonly wide: string } {
    const of = (index: number): string => `.t-${this.key} td:nth-child(${index + 1})`;
    return {
      phone: this.columns.map(({ name }, index) => `${of(index)}::before{content:"${name}"}`).join('\n'),
      wide: this.columns
        .flatMap(({ number }, index) =>
          number ? [`${of(index)},.t-${this.key} th:nth-child(${index + 1}){text-align:right}`] : [],
        )
        .join('\n'),
    };
  }
}

/** The first of a list within a line, and how many more there are. */
export function fewOf<Item>(most: number, items: readonly Item[], show: (item: Item) => Part): Part[] {
  return joined([...items.slice(0, most).map(show), items.length > most && `${items.length - most} more`], ', ');
}

/** The first of a list, and how many more there are. */
export function atMost<Item>(most: number, items: readonly Item[], show: (item: Item, index: number) => Part): Part[] {
  return [
    ...items.slice(0, most).map(show),
    items.length > most && html`<p class="more">and ${items.length - most} more of ${items.length}</p>`,
  ];
}
