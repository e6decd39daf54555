import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Refused } from './world';

/** A request of a client of AWS, whichever protocol it came by. */
export interface Request {
  readonly service: string;
  readonly action: string;
  readonly input: Record<string, any>;
}

/** Answers with the fields of the result; throws `Refused` for what AWS would refuse, and for what the double does not know. */
export type Answer = (request: Request) => Promise<Record<string, unknown>>;

/** A web server that speaks as much of AWS's protocols as the CLI needs: query and XML, JSON, and S3's own. */
export class Front {
  /** All requests in their order, as `service:action`. */
  public readonly log: string[] = [];
  /** Requests that nobody here can answer. */
  public readonly unknown: string[] = [];
  private readonly objects = new Map<string, Buffer>();
  private readonly server: Server;

  public constructor(private readonly answer: Answer) {
    this.server = createServer((request, response) => {
      void this.serve(request).then(({ status = 200, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': '0' });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    });
  }

  /** Listens on any free port of the loopback interface; gives the address. */
  public async open(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** An object that the CLI stored, by the address that it gives to others. */
  public object(address: string): string {
    const key = decodeURIComponent(new URL(address).pathname);
    const found = this.objects.get(key);
    if (found === undefined) {
      throw new Refused('ValidationError', `S3 error: ${key} does not exist`);
    }
    return found.toString();
  }

  private async serve(request: IncomingMessage): Promise<{ status?: number; type: string; body: string | Buffer }> {
    const body = await read(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(request.headers.authorization))?.[1] ?? '?';
    if (service === 's3') {
      return this.store(request, body);
    }
    const form = new URLSearchParams(body.toString());
    const action = target ? target.split('.').pop()! : (form.get('Action') ?? '?');
    this.log.push(`${service}:${action}`);
    try {
      const input = target ? JSON.parse(body.toString() || '{}') : nested(form);
      const result = await this.answer({ service, action, input });
      return target
        ? { type: 'application/x-amz-json-1.1', body: JSON.stringify(result) }
        : { type: 'text/xml', body: xml(`${action}Response`, { [`${action}Result`]: result }) };
    } catch (error) {
      const { name, message } = error as Error;
      if (!(error instanceof Refused) || error.code === 'UnknownToTheDouble') {
        this.unknown.push(`${service}:${action}: ${message}`);
      }
      const code = error instanceof Refused ? error.code : 'InternalFailure';
      const text = error instanceof Refused ? message.slice(code.length + 2) : `${name}: ${message}`;
      return target
        ? { status: 400, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: code, message: text }) }
        : {
            status: 400,
            type: 'text/xml',
            body: xml('ErrorResponse', { Error: { Type: 'Sender', Code: code, Message: text }, RequestId: '0' }),
          };
    }
  }

  private store({ method, url = '/' }: IncomingMessage, body: Buffer) {
    const { pathname, searchParams } = new URL(url, 'http://s3');
    const key = decodeURIComponent(pathname);
    this.log.push(`s3:${method} ${[...searchParams.keys()].join('&')}`);
    if (method === 'PUT') {
      this.objects.set(key, body);
      return { type: 'text/xml', body: '' };
    }
    if (searchParams.has('location')) {
      return { type: 'text/xml', body: '<LocationConstraint>eu-west-1</LocationConstraint>' };
    }
    if (searchParams.has('encryption')) {
      const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
      return { type: 'text/xml', body: xml('ServerSideEncryptionConfiguration', { Rule: rule }) };
    }
    if (searchParams.has('list-type')) {
      const prefix = `${key.replace(/\/$/, '')}/${searchParams.get('prefix') ?? ''}`;
      const keys = [...this.objects.keys()].filter((each) => each.startsWith(prefix));
      const found = keys.map(
        (each) => `<Contents><Key>${escaped(each.split('/').slice(2).join('/'))}</Key><Size>1</Size></Contents>`,
      );
      return { type: 'text/xml', body: `<ListBucketResult>${found.join('')}</ListBucketResult>` };
    }
    const found = this.objects.get(key);
    return found
      ? { type: 'application/octet-stream', body: found }
      : { status: 404, type: 'text/xml', body: xml('Error', { Code: 'NoSuchKey', Message: key }) };
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of request) {
    parts.push(new Uint8Array(part));
  }
  return Buffer.concat(parts);
}

/** `A.member.1.B=c` as `{ A: [{ B: 'c' }] }`. */
function nested(form: URLSearchParams): Record<string, any> {
  const root: Record<string, any> = {};
  for (const [path, value] of form) {
    const keys = path.split('.').filter((key) => key !== 'member');
    keys.slice(0, -1).reduce((at, key) => (at[key] ??= {}), root)[keys[keys.length - 1]] = value;
  }
  return listed(root);
}

function listed(value: any): any {
  if (typeof value !== 'object') {
    return value;
  }
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const);
  return entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries);
}

function xml(name: string, value: unknown): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return `<${name}>${value.map((each) => xml('member', each)).join('')}</${name}>`;
  }
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([key, each]) => xml(key, each))
          .join('')
      : escaped(String(value));
  return `<${name}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
