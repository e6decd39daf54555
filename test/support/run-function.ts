export type Call = { readonly command: string; readonly input: any };
export type Reply = (input: any, calls: readonly Call[]) => unknown;

/** Runs the source of a function as Lambda would, with AWS and CloudFormation played by the test. */
export async function invoke(
  code: string,
  event: Record<string, unknown>,
  replies: Record<string, Reply>,
  msLeft = 800_000,
  /** Statuses of S3 for the answers, one after the other; the last one for all that follow. A text is a lost connection. */
  received: readonly (number | string)[] = [200],
) {
  const calls: Call[] = [];
  const answers: any[] = [];
  let left = msLeft;
  let tries = 0;
  const sdk = new Proxy(
    {},
    {
      get: (_, name: string) =>
        name.endsWith('Client')
          ? class {
              public async send({ command, input }: Call) {
                calls.push({ command, input });
                const reply = replies[command];
                if (reply === undefined) {
                  throw Object.assign(new Error(`${command} is not allowed`), { name: 'AccessDeniedException' });
                }
                return reply(input, calls);
              }
            }
          : class {
              public readonly command = name.replace(/Command$/, '');
              constructor(public readonly input: unknown) {}
            },
    },
  );
  const https = {
    request: (options: any, done: (response: any) => void) => {
      const listeners: Record<string, (error: Error) => void> = {};
      return {
        on: (name: string, listener: () => void) => {
          listeners[name] = listener;
        },
        end: (body: string) => {
          const status = received[Math.min(tries, received.length - 1)];
          tries += 1;
          if (typeof status === 'string') {
            listeners.error(Object.assign(new Error(status), { code: status }));
            return;
          }
          if (status < 300) {
            answers.push({
              ...JSON.parse(body),
              to: `${options.method} ${options.hostname}${options.path}`,
              bytes: Buffer.byteLength(body),
            });
          }
          done({ statusCode: status, resume: () => undefined, on: (_: string, end: () => void) => end() });
        },
      };
    },
  };
  const exported: { handler?: (event: unknown, context: unknown) => Promise<void> } = {};
  new Function('require', 'exports', 'console', 'setTimeout', code)(
    (name: string) => (name === 'https' ? https : sdk),
    exported,
    { error: () => undefined },
    (done: () => void, ms: number) => {
      left -= ms;
      done();
    },
  );
  await exported.handler!(
    {
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Logical',
      ResponseURL: 'https://s3/answer?x=1',
      ...event,
    },
    { logStreamName: 'stream', getRemainingTimeInMillis: () => left },
  );
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ StackId: 'stack', RequestId: 'request', to: 'PUT s3/answer?x=1' });
  return {
    calls,
    changes: calls.filter(({ command }) => !command.startsWith('Describe')),
    answer: answers[0],
    tries,
  };
}

/** A reply of AWS that is a failure. */
export const named = (name: string, message = 'no') => {
  throw Object.assign(new Error(message), { name });
};
