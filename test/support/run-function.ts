export type Call = { readonly command: string; readonly input: any };
export type Reply = (input: any, calls: readonly Call[]) => unknown;

/** Runs the source of a function as Lambda would, with AWS and CloudFormation played by the test. */
export async function invoke(
  code: string,
  event: Record<string, unknown>,
  replies: Record<string, Reply>,
  msLeft = 800_000,
) {
  const calls: Call[] = [];
  const answers: any[] = [];
  let left = msLeft;
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
    request: (options: any, done: (response: any) => void) => ({
      on: () => undefined,
      end: (body: string) => {
        answers.push({ ...JSON.parse(body), to: `${options.method} ${options.hostname}${options.path}` });
        done({ resume: () => undefined, on: (_: string, end: () => void) => end() });
      },
    }),
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
  return { calls, changes: calls.filter(({ command }) => !command.startsWith('Describe')), answer: answers[0] };
}

/** A reply of AWS that is a failure. */
export const named = (name: string, message = 'no') => {
  throw Object.assign(new Error(message), { name });
};
