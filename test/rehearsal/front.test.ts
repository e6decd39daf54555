import { Double } from './double';

const AUTHORIZATION = (service: string) => `AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/${service}/aws4_request`;

async function asked(service: string, body: string, headers: Record<string, string> = {}): Promise<string[]> {
  const double = new Double();
  const endpoint = await double.front.open();
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      body,
      headers: { authorization: AUTHORIZATION(service), ...headers },
    });
    return [String(response.status), await response.text(), ...double.front.unknown];
  } finally {
    await double.front.close();
  }
}

test('answers a query in XML', async () => {
  const [status, text] = await asked('sts', 'Action=GetCallerIdentity&Version=2011-06-15');

  expect(status).toBe('200');
  expect(text).toContain('<GetCallerIdentityResult><Account>111111111111</Account>');
});

test('answers JSON in JSON', async () => {
  const [status, text] = await asked('ssm', '{"Name":"/cdk-bootstrap/hnb659fds/version"}', {
    'x-amz-target': 'AmazonSSM.GetParameter',
  });

  expect([status, JSON.parse(text).Parameter.Value]).toEqual(['200', '30']);
});

test('refuses what it does not know, and keeps it in mind', async () => {
  const [status, text, unknown] = await asked('cloudformation', 'Action=ActivateType');

  expect(status).toBe('400');
  expect(text).toContain('<Code>UnknownToTheDouble</Code>');
  expect(unknown).toContain('the double does not know cloudformation:ActivateType');
});

test('a stack that is not there is no call that it does not know', async () => {
  const [status, text, ...unknown] = await asked('cloudformation', 'Action=DescribeStacks&StackName=Nobody');

  expect([status, unknown]).toEqual(['400', []]);
  expect(text).toContain('Stack with id Nobody does not exist');
});
