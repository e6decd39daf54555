import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EcsStartProof } from '../../../lib/start-proof';
import { Resources, att, ref, service, sub, task, template, written } from '../../support/plain-apps';
import { testApp } from '../../support/stacks';

const scaled = (id: unknown, over: object = {}): Resources => ({
  Scaling: {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: {
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: id,
      MinCapacity: 1,
      MaxCapacity: 4,
      ...over,
    },
  },
});
const named = service({ Cluster: 'shop', ServiceName: 'web', DesiredCount: undefined });
const web = service({ DesiredCount: undefined });
const prod = { Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'shop' } } };
const codes = (...parts: Parameters<typeof template>) =>
  EcsStartProof.checkAssembly(written(template(task(), ...parts)))
    .filter(({ code }) => /^(ServiceScaling|Order\.byName)/.test(code))
    .filter(({ path }) => path.endsWith('/Scaling'))
    .map(({ code, severity }) => `${severity} ${code}`);
const BY_NAMES = sub('service/${Cluster}/${Service.Name}');

test.each<[string, Resources]>([
  ['by its names', scaled(BY_NAMES)],
  ['by names that a parameter gives', scaled(ref('Id'))],
  ['by the names of a service that the app does not have', scaled('service/other/web')],
  ['of a table', scaled('table/orders', { ServiceNamespace: 'dynamodb' })],
  ['between limits that parameters give', scaled(BY_NAMES, { MinCapacity: ref('Id'), MaxCapacity: 2 })],
  ['between equal limits', scaled(BY_NAMES, { MinCapacity: 4 })],
])('scaling %s is taken', (_, scaling) => {
  expect(codes(web, scaling, { Parameters: { Id: { Type: 'String' } } })).toEqual([]);
});

test.each<[string, Resources, string]>([
  ['by the ARN of the service', scaled(sub('service/${Cluster}/${Service}')), 'error ServiceScaling.resourceId'],
  [
    'by the ARN of the cluster',
    scaled({ 'Fn::Join': ['/', ['service', att('Cluster', 'Arn'), att('Service', 'Name')]] }),
    'error ServiceScaling.resourceId',
  ],
  ['by the name of the service alone', scaled('web'), 'error ServiceScaling.resourceId'],
  ['between limits the wrong way round', scaled(BY_NAMES, { MinCapacity: 5 }), 'error ServiceScaling.range'],
])('scaling %s is refused', (_, scaling, code) => {
  expect(codes(web, scaling)).toEqual([code]);
});

describe('a service that is scaled by a name that is written out', () => {
  const scaling = scaled('service/shop/web');

  test('may not be there yet', () => {
    expect(codes(named, prod, scaling)).toEqual(['error Order.byName']);
  });

  test('is there where the scaling depends on it', () => {
    const waiting = { Scaling: { ...scaling.Scaling!, DependsOn: 'Service' } };

    expect(codes(named, prod, waiting)).toEqual([]);
  });

  test('is scaled all the same, so its number of tasks is set back', () => {
    const counted = service({ Cluster: 'shop', ServiceName: 'web', DesiredCount: 2 });
    const found = EcsStartProof.checkAssembly(written(template(task(), counted, prod, scaling)));

    expect(found.map(({ code }) => code)).toContain('ServiceScaling.desiredCount');
  });
});

test('the scaling of aws-cdk-lib is taken, in a stack of its own too', () => {
  const app = testApp();
  const stack = new Stack(app, 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx') });
  const made = new ecs.FargateService(new Stack(app, 'Web'), 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
  });
  made.autoScaleTaskCount({ maxCapacity: 4 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });

  const found = EcsStartProof.checkAssembly(app.synth().directory).map(({ code }) => code);
  expect(found).not.toContain('ServiceScaling.resourceId');
  expect(found).not.toContain('Order.byName');
});
