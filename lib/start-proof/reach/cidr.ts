/** An IPv4 block as first address and size. */
interface Block {
  readonly first: number;
  readonly size: number;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

const parsed = new Map<string, Block | undefined>();

/** An app has few blocks and asks for them often. */
function parse(cidr: string): Block | undefined {
  if (!parsed.has(cidr)) {
    parsed.set(cidr, parseBlock(cidr));
  }
  return parsed.get(cidr);
}

function parseBlock(cidr: string): Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match) {
    return undefined;
  }
  const [a, b, c, d, bits] = match.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || bits > 32) {
    return undefined;
  }
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % size), size };
}

/** The number of addresses in an IPv4 block; `undefined` when the text is no IPv4 block. */
export function addressesIn(cidr: string): number | undefined {
  return parse(cidr)?.size;
}

/** Whether `inner` lies wholly in `outer` (`within`), not at all (`apart`), or in part (`across`). */
export function relate(inner: string, outer: string): 'within' | 'apart' | 'across' | undefined {
  const [i, o] = [parse(inner), parse(outer)];
  if (!i || !o) {
    return undefined;
  }
  if (i.first >= o.first && i.first + i.size <= o.first + o.size) {
    return 'within';
  }
  return i.first + i.size <= o.first || o.first + o.size <= i.first ? 'apart' : 'across';
}

/** Whether the block holds private addresses only, none that the internet routes. */
export function isPrivate(cidr: string): boolean {
  return PRIVATE.some((block) => relate(cidr, block) === 'within');
}
