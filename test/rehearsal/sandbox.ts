import { Caller } from './sdk';
import { Properties, REGION } from './world';

/** Ten minutes, of which waiting takes its part: nobody waits really. */
const TIME = 600_000;

/**
 * Runs the code of a function that stands in its template, with AWS played by the double, as its role. Gives what the handler
 * returns, and what it answered CloudFormation.
 */
export async function runFunction(
  fn: Properties,
  event: unknown,
  caller: Caller,
): Promise<{ result: any; answer: any }> {
  let answer: any;
  let left = TIME;
  const require = (name: string): unknown =>
    name === 'https'
      ? { request: (_: unknown, done: Listener) => request(done, (body) => (answer = JSON.parse(body))) }
      : name === 'cfn-response'
        ? responder((body) => (answer = body))
        : client(name.replace('@aws-sdk/client-', ''), caller);
  const exported: { handler?: (event: unknown, context: unknown) => Promise<unknown> } = {};
  const setTimeout = (done: () => void, ms: number): void => {
    left -= ms;
    done();
  };
  const console = Object.fromEntries(['log', 'info', 'warn', 'error'].map((each) => [each, () => undefined]));
  const process = { env: { AWS_REGION: REGION, ...fn.Environment?.Variables } };
  const names = ['require', 'exports', 'console', 'setTimeout', 'process'];
  new Function(...names, fn.Code.ZipFile)(require, exported, console, setTimeout, process);
  const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => left, done: () => undefined };
  const result = await exported.handler?.(event, context);
  return { result, answer };
}

type Listener = (response: unknown) => void;

function request(done: Listener, answered: (body: string) => void): unknown {
  return {
    on: () => undefined,
    end: (body: string) => {
      answered(body);
      done({ statusCode: 200, resume: () => undefined, on: (_: string, ended: () => void) => ended() });
    },
  };
}

function responder(answered: (body: unknown) => void): unknown {
  return {
    SUCCESS: 'SUCCESS',
    FAILED: 'FAILED',
    send: (_: unknown, context: any, Status: string, Data: unknown, PhysicalResourceId?: string) => {
      answered({
        Status,
        Reason: JSON.stringify(Data),
        Data,
        PhysicalResourceId: PhysicalResourceId ?? context.logStreamName,
      });
      context.done();
    },
  };
}

/** A client of the SDK: any class that ends with Client sends, any that ends with Command is sent. */
function client(name: string, caller: Caller): unknown {
  return new Proxy(
    {},
    {
      get: (_, member: string) =>
        member.endsWith('Client')
          ? class {
              private readonly caller: Caller;
              public constructor({ credentials }: any = {}) {
                this.caller = caller.as(credentials);
              }
              public async send({ command, input }: any): Promise<unknown> {
                return this.caller.call(name, command, input);
              }
            }
          : class {
              public readonly command = member.replace(/Command$/, '');
              public constructor(public readonly input: unknown) {}
            },
    },
  );
}
