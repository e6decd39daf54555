import { EcsStartProof } from '../../../lib/start-proof';
import { Resources, UNDECIDED, either, ref, template, written } from '../../support/plain-apps';

/** What is said of two rules of one group from one block. */
function said(one: object, other: object, ...more: Parameters<typeof template>): string[] {
  const rule = (properties: object): Resources[string] => ({
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: { GroupId: ref('Group'), CidrIp: '10.0.0.0/16', IpProtocol: 'tcp', ...properties },
  });
  const app = written(template({ One: rule(one), Other: rule(other) }, ...more));
  return EcsStartProof.proveAssembly(app).duplicateRules.map((found) => found.rule);
}

const https = { FromPort: 443, ToPort: 443 };

test.each<[string, object, object, string[]]>([
  ['the same port', https, https, ['ingress of TCP 443 from 10.0.0.0/16']],
  ['the protocol by its number', https, { ...https, IpProtocol: '6' }, ['ingress of TCP 443 from 10.0.0.0/16']],
  ['a range', { FromPort: 1, ToPort: 9 }, { FromPort: 1, ToPort: 9 }, ['ingress of TCP 1-9 from 10.0.0.0/16']],
  ['a range that begins alike', { FromPort: 1, ToPort: 9 }, { FromPort: 1, ToPort: 8 }, []],
  [
    'everything, whatever the ports',
    { IpProtocol: '-1' },
    { IpProtocol: -1, ...https },
    ['ingress of everything from 10.0.0.0/16'],
  ],
  ['no ports', { IpProtocol: 'icmp' }, { IpProtocol: 'icmp' }, ['ingress of ICMP from 10.0.0.0/16']],
  ['another protocol', https, { ...https, IpProtocol: 'udp' }, []],
  ['another block', https, { ...https, CidrIp: '10.1.0.0/16' }, []],
])('%s', (_, one, other, expected) => {
  expect(said(one, other)).toEqual(expected);
});

test('what only the deployment knows is no second rule', () => {
  const open = { FromPort: either(443, 80), ToPort: either(443, 80) };
  const block = { ...https, CidrIp: either('10.0.0.0/16', '10.1.0.0/16') };

  expect(said(open, open, UNDECIDED)).toEqual([]);
  expect(said(block, block, UNDECIDED)).toEqual([]);
});
