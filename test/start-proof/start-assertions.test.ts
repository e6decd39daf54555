import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { NetworkFacts, StartAssertions, SubnetEgress } from '../../lib/start-proof';
import { container, hosts, service, serviceOnHosts, task, taskOnEc2, template, written } from '../support/plain-apps';
import { testApp } from '../support/stacks';

const start = (...parts: Parameters<typeof template>) => StartAssertions.fromAssembly(written(template(...parts)));
const path = (file: string) => file.split('/').pop()!.replace('.json', '');

/** The tasks of the one service of an app in a closed network. */
function isolated(image: unknown = container().Image) {
  const file = written(template(task({}, [container({ Image: image })]), service()));
  return StartAssertions.fromAssembly(file).expectTaskAt(`${path(file)}/Service`);
}

test('what is as it is demanded goes on', () => {
  const tasks = isolated();

  const chained = tasks
    .starts()
    .reaches('ecr.api')
    .reaches('s3')
    .cannotReach('dynamodb')
    .cannotReach('example.com:443');

  expect(chained).toBe(tasks);
});

test('tasks that do not reach something say why, and what would mend it', () => {
  expect(() => isolated().reaches('dynamodb')).toThrow(
    /\[StartAssertions\.reaches\] the tasks of 'Shop\d+\/Service' do not reach 'dynamodb': Shop\d+\/Vpc has no endpoint for dynamodb, and route table Shop\d+\/RouteTable of subnet Shop\d+\/Subnet has no default route; add a gateway endpoint/,
  );
  expect(() => isolated().reaches('example.com:443')).toThrow('do not reach');
});

test('tasks that do reach something say how', () => {
  expect(() => isolated().cannotReach('logs')).toThrow(
    /\[StartAssertions\.cannotReach\] the tasks of 'Shop\d+\/Service' reach 'logs' by endpoint Shop\d+\/Endpointlogs/,
  );
});

test.each([
  ['log', /got 'log'; did you mean 'logs'/],
  ['example.com', /a host with its port, as example.com:443, got 'example.com'/],
  ['https://example.com:443', /got 'https:\/\/example.com:443'/],
])('what is no target is no question, whatever the answer: %s', (target, message) => {
  expect(() => isolated().cannotReach(target)).toThrow(message);
  expect(() => isolated().reaches(target)).toThrow(/^\[StartAssertions\.target\]/);
});

test('tasks that do not start say what they lack', () => {
  expect(() => isolated('nginx:1.27').starts()).toThrow(
    /\[StartAssertions\.starts\] the tasks of 'Shop\d+\/Service' are not proved to start: broken: pull image nginx:1.27/,
  );
});

test('containers in host mode reach what their instances reach', () => {
  const file = written(
    template(taskOnEc2({ NetworkMode: 'host' }), serviceOnHosts({ NetworkConfiguration: undefined }), hosts()),
  );
  const tasks = StartAssertions.fromAssembly(file).expectTaskAt(path(file));

  expect(() => tasks.reaches('logs').cannotReach('example.com:443')).not.toThrow();
});

test('tasks must be there, and be one kind', () => {
  const two = start(task(), service(), service({}, 'Second'));

  expect(() => two.expectTaskAt('Nothing')).toThrow(
    /'Nothing' starts no tasks; tasks are started by Shop\d+\/Service, Shop\d+\/Second/,
  );
  const file = written(template(task(), service(), service({}, 'Second')));
  expect(() => StartAssertions.fromAssembly(file).expectTaskAt(path(file))).toThrow(/starts several: Shop/);
});

describe('an app with an imported VPC', () => {
  const imported = () => {
    const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0a', availabilityZones: ['eu-west-1a'] });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.27') });
    const web = new ecs.FargateService(stack, 'Web', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
      taskDefinition,
      securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })],
      vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0b')] },
    });
    return { app, web };
  };

  test('what is not known is neither reached nor not reached', () => {
    const { app, web } = imported();
    const tasks = StartAssertions.fromApp(app).expectTask(web);

    expect(() => tasks.reaches('dynamodb')).toThrow(
      "are not known to reach 'dynamodb': not known is whether vpc-0a has an endpoint",
    );
    expect(() => tasks.cannotReach('dynamodb')).toThrow("may reach 'dynamodb': not known is whether vpc-0a");
  });

  test('facts settle it', () => {
    const { app, web } = imported();
    const facts = NetworkFacts.of({
      vpcs: [
        { vpcId: 'vpc-0a', endpoints: [], subnets: [{ subnetId: 'subnet-0b', egress: SubnetEgress.NAT_GATEWAY }] },
      ],
    });
    const tasks = StartAssertions.fromApp(app, { facts }).expectTask(web);

    expect(() => tasks.starts().reaches('dynamodb').reaches('example.com:443')).not.toThrow();
  });
});

describe('rights', () => {
  const shop = () => {
    const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    const [base, stack] = [new Stack(app, 'Base'), new Stack(app, 'Shop')];
    const vpc = new ec2.Vpc(base, 'Vpc', { maxAzs: 1 });
    const bucket = new s3.Bucket(base, 'Bucket');
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.27') });
    bucket.grantRead(taskDefinition.taskRole);
    const web = new ecs.FargateService(stack, 'Web', {
      cluster: new ecs.Cluster(base, 'Cluster', { vpc }),
      taskDefinition,
    });
    return { bucket, tasks: () => StartAssertions.fromApp(app).expectTask(web) };
  };

  test('what the task role may, and may not, of a bucket in another stack', () => {
    const { bucket, tasks } = shop();

    expect(() =>
      tasks().may('s3:GetObject', bucket.arnForObjects('a.txt')).mayNot('s3:PutObject', bucket.arnForObjects('a.txt')),
    ).not.toThrow();
  });

  test('each says what it found instead', () => {
    const { bucket, tasks } = shop();

    expect(() => tasks().may('s3:PutObject', bucket.arnForObjects('a.txt'))).toThrow(
      "[StartAssertions.may] the task role of 'Shop/Web/Service' may not s3:PutObject on arn:aws:s3:::«Base/Bucket»/a.txt: no statement of its policies allows it; grant it, or correct the test",
    );
    expect(() => tasks().mayNot('s3:GetObject', bucket.arnForObjects('a.txt'))).toThrow(
      "[StartAssertions.mayNot] the task role of 'Shop/Web/Service' may s3:GetObject on arn:aws:s3:::«Base/Bucket»/a.txt",
    );
  });

  test('a wildcard stands for all that the role may, and for any that it may not', () => {
    const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    const stack = new Stack(app, 'Shop');
    const bucket = new s3.Bucket(stack, 'Bucket');
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.27') });
    bucket.grantRead(taskDefinition.taskRole, 'public/*');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const web = new ecs.FargateService(stack, 'Web', { cluster, taskDefinition });
    const tasks = StartAssertions.fromApp(app).expectTask(web);

    expect(() => tasks.may('s3:GetObject', bucket.arnForObjects('public/a*'))).not.toThrow();
    expect(() => tasks.may('s3:GetObject', bucket.arnForObjects('*'))).toThrow('may not s3:GetObject on');
    expect(() => tasks.mayNot('s3:GetObject', bucket.arnForObjects('private/*'))).not.toThrow();
    expect(() => tasks.mayNot('s3:GetObject', bucket.arnForObjects('*'))).toThrow('may be allowed s3:GetObject on');
  });

  test.each([
    ['no action', 'GetObject', 'arn:aws:s3:::ours/a', /'action' must be one action of a service.* got 'GetObject'/],
    ['a pattern', 's3:*', 'arn:aws:s3:::ours/a', /'action' must be one action of a service.* got 's3:\*'/],
    ['the name of a bucket', 's3:GetObject', 'ours', /'arn' must be the ARN of a resource.* got 'ours'/],
  ])('%s is no question, whatever the answer', (_, action, arn, message) => {
    const { tasks } = shop();

    expect(() => tasks().mayNot(action, arn)).toThrow(message);
    expect(() => tasks().may(action, arn)).toThrow(/^\[StartAssertions\.call\]/);
  });

  test('the name of a construct is no ARN, and a demand about it would always hold', () => {
    const { bucket, tasks } = shop();

    expect(() => tasks().mayNot('s3:GetObject', bucket.bucketName)).toThrow(
      "[StartAssertions.call] 'arn' must be the ARN of a resource, as table.tableArn or bucket.arnForObjects('*'), or * for actions that know none, got the name of Base/Bucket",
    );
    expect(() => tasks().mayNot('s3:ListBucket', bucket.bucketArn)).not.toThrow(/StartAssertions\.call/);
  });

  test('a bucket of another app may have a policy that allows it', () => {
    expect(() => shop().tasks().mayNot('s3:GetObject', 'arn:aws:s3:::theirs/a.txt')).toThrow(
      'may be allowed s3:GetObject',
    );
  });
});
