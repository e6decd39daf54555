const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' };

/** What a reader sees of a piece of HTML: without tags, entities resolved, space folded. */
export function readable(html: string): string {
  return html
    .replace(/<wbr>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&([a-z]+|#\d+);/g, (_, name: string) => ENTITIES[name])
    .replace(/\s+/g, ' ')
    .trim();
}

/** The rows of all tables of a kind, as the report names it, cell by cell. */
export function rowsOf(page: string, kind: string): string[][] {
  return [...page.matchAll(new RegExp(`<table class="t t-${kind}">.*?</table>`, 'gs'))].flatMap(([table]) =>
    [...table.matchAll(/<tr>\s*(<td>.*?)<\/tr>/gs)].map(([, cells]) =>
      [...cells.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => readable(cell)),
    ),
  );
}

/** What stands in a section of the report. */
export function sectionOf(page: string, id: string): string {
  const [, section] = new RegExp(`<section id="${id}"[^>]*>(.*?)</section>`, 's').exec(page) ?? [];
  if (section === undefined) {
    throw new Error(`no section ${id}`);
  }
  return section;
}

/** The facts of a section by name, in their order. */
export function factsOf(html: string): [name: string, value: string][] {
  return [...html.matchAll(/<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/gs)].map(([, name, value]) => [
    readable(name),
    readable(value),
  ]);
}
