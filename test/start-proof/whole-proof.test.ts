import { AppModel } from '../../lib/app-model/app-model';
import { OrderVerdict, StartVerdict } from '../../lib/start-proof';
import { inWords, wholeProof } from '../../lib/start-proof/whole-proof';
import { Entries, entry, forget, onInstances, ref, world } from './order/order-world';

function prove(change: (app: Entries, service: Record<string, any>) => unknown = () => undefined) {
  const Resources = world();
  change(Resources, Resources.Service.Properties);
  return wholeProof(new AppModel([{ name: 'Shop', path: 'Shop', template: { Resources }, nested: {} }]));
}

/** A secret that the execution role reads. */
function secret(app: Entries): void {
  app.Password = entry('AWS::SecretsManager::Secret');
  app.Task.Properties.ContainerDefinitions[0].Secrets = [{ Name: 'PASSWORD', ValueFrom: ref('Password') }];
  app.ExecutionRole.Properties.AssumeRolePolicyDocument = {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  app.ExecutionPolicy.Properties.PolicyDocument = {
    Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ref('Password') }],
  };
}

const at = { path: 'Shop/Service', stack: 'Shop', logicalId: 'Service' };

test('a container whose name only the deployment knows has a number', () => {
  const { tasks } = prove((app) => {
    app.Name = entry('Custom::Name');
    app.Task.Properties.ContainerDefinitions = [
      { Name: 'router', Image: 'public.ecr.aws/a/b:1', FirelensConfiguration: { Type: 'fluentbit' } },
      {
        Name: { 'Fn::GetAtt': ['Name', 'Text'] },
        Image: 'public.ecr.aws/a/b:1',
        LogConfiguration: {
          LogDriver: 'awsfirelens',
          Options: { Name: 'kinesis_firehose', region: 'eu-west-1', delivery_stream: 's' },
        },
      },
    ];
  });
  const ofLogs = tasks[0].needs.filter(({ purpose }) => purpose.includes('kinesis_firehose'));
  expect(ofLogs.map(({ container }) => container)).toEqual(['#2']);
});

describe('rights as data', () => {
  const rightTo = (change: (app: Entries) => unknown) =>
    prove((app) => {
      secret(app);
      change(app);
    }).rights.find(({ actions }) => actions.includes('secretsmanager:GetSecretValue'));

  test('say who may do what, and for which container', () => {
    expect(rightTo(() => undefined)).toEqual({
      path: 'Shop/Task',
      stack: 'Shop',
      logicalId: 'Task',
      property: 'Secrets',
      container: 'web',
      actor: 'execution role',
      role: 'Shop/ExecutionRole',
      actions: ['secretsmanager:GetSecretValue'],
      resource: expect.stringContaining('Shop/Password'),
      purpose: expect.any(String),
      verdict: StartVerdict.PROVED,
    });
  });

  test('say what is wrong', () => {
    expect(rightTo((app) => (app.ExecutionPolicy.Properties.PolicyDocument.Statement = []))).toMatchObject({
      verdict: StartVerdict.BROKEN,
      code: 'Rights.notAllowed',
      reason: 'no statement of its policies allows it',
    });
  });

  test('say what would have to be known', () => {
    expect(rightTo((app) => (app.Task.Properties.ExecutionRoleArn = 'arn:aws:iam::111122223333:role/x'))).toMatchObject(
      {
        verdict: StartVerdict.UNKNOWN,
        reason: expect.any(String),
      },
    );
  });
});

describe('order as data', () => {
  const verdicts = (change?: (app: Entries) => unknown) =>
    Object.fromEntries(prove(change).order.map(({ requires, verdict }) => [requires.replace('Shop/', ''), verdict]));

  test('says what is there before, each once, the listener too', () => {
    expect(prove().order.slice(0, 1)).toEqual([
      {
        ...at,
        kind: 'service',
        requires: 'Shop/ExecutionPolicy',
        requiredKind: 'policy',
        purpose: 'rights of the execution role',
        verdict: OrderVerdict.GUARANTEED,
      },
    ]);
    expect(verdicts()).toEqual({
      ExecutionPolicy: 'guaranteed',
      TaskPolicy: 'guaranteed',
      Join: 'guaranteed',
      Route: 'guaranteed',
      PublicJoin: 'guaranteed',
      PublicRoute: 'guaranteed',
      Attachment: 'guaranteed',
      Inward: 'guaranteed',
      Listener: 'guaranteed',
    });
  });

  test('says what is raced, and what is late', () => {
    expect(
      verdicts((app) => {
        forget(app, 'TaskPolicy', 'ExecutionPolicy', 'Listener');
        app.ExecutionPolicy.DependsOn = ['Service'];
      }),
    ).toMatchObject({ TaskPolicy: 'raced', ExecutionPolicy: 'late', Listener: 'raced', Route: 'guaranteed' });
  });
});

describe('rollouts as data', () => {
  const rollout = (change: (app: Entries, service: Record<string, any>) => unknown) => prove(change).rollouts[0];

  test('without room on the hosts of its provider for one task more are broken, as the capacity checks say', () => {
    const full = rollout((app, service) => {
      onInstances(app);
      app.Launch.Properties.LaunchTemplateData.InstanceType = 'm5.large';
      app.Task.Properties.Memory = '5000';
      Object.assign(service, { DesiredCount: 4 });
    });

    expect(full).toMatchObject({ verdict: 'broken', codes: ['CapacityPlan.deploymentCannotFit'] });
    expect(full.reasons).toEqual([
      'room on the hosts: it starts no task, since a host holds 1 of its tasks (memory), and Shop/Instances may have 4 instances, and the percentages let none stop',
    ]);
  });

  test.each<[string, (app: Entries, service: Record<string, any>) => unknown, object]>([
    ['proceeds', () => undefined, { strategy: 'ROLLING', verdict: StartVerdict.PROVED, codes: [], reasons: [] }],
    [
      'is blocked',
      (_, service) => (service.DeploymentConfiguration = { MaximumPercent: 100 }),
      {
        strategy: 'ROLLING',
        verdict: StartVerdict.BROKEN,
        codes: ['Rollout.blocked'],
        reasons: [expect.stringMatching(/^'MinimumHealthyPercent' 100 and 'MaximumPercent' 100 block/)],
      },
    ],
    [
      'proceeds, and not as it was meant',
      (_, service) => (service.DeploymentConfiguration = { MinimumHealthyPercent: 50, MaximumPercent: 100 }),
      { strategy: 'ROLLING', verdict: StartVerdict.PROVED, codes: ['Rollout.blocked'], reasons: [expect.any(String)] },
    ],
    [
      'has percentages that are parameters',
      (_, service) => (service.DeploymentConfiguration = { MaximumPercent: ref('Most') }),
      { strategy: 'ROLLING', verdict: StartVerdict.UNKNOWN, codes: [], reasons: ['the percentages of a deployment'] },
    ],
    [
      'has a controller that is a parameter',
      (_, service) => (service.DeploymentController = { Type: ref('Controller') }),
      { strategy: 'ROLLING', verdict: StartVerdict.UNKNOWN, codes: [], reasons: ['the deployment controller'] },
    ],
    [
      'has a strategy that is a parameter',
      (_, service) => (service.DeploymentConfiguration = { Strategy: ref('Strategy') }),
      { verdict: StartVerdict.UNKNOWN, codes: [], reasons: ['the deployment strategy'] },
    ],
    [
      'has a configuration that is a parameter',
      (_, service) => (service.DeploymentConfiguration = ref('Configuration')),
      {
        verdict: StartVerdict.UNKNOWN,
        codes: [],
        reasons: ['the deployment strategy', 'the percentages of a deployment'],
      },
    ],
    [
      'is scheduled by a parameter',
      (_, service) => (service.SchedulingStrategy = ref('Scheduling')),
      { strategy: 'ROLLING', verdict: StartVerdict.UNKNOWN, codes: [], reasons: ['the scheduling strategy'] },
    ],
    [
      'shifts traffic of load balancers that are a parameter',
      (_, service) =>
        Object.assign(service, { DeploymentConfiguration: { Strategy: 'BLUE_GREEN' }, LoadBalancers: ref('Targets') }),
      {
        strategy: 'BLUE_GREEN',
        verdict: StartVerdict.UNKNOWN,
        codes: [],
        reasons: ['the load balancers of the service'],
      },
    ],
    [
      'is done by CodeDeploy',
      (_, service) => (service.DeploymentController = { Type: 'CODE_DEPLOY' }),
      { strategy: 'ROLLING', verdict: StartVerdict.UNKNOWN, codes: [], reasons: ['how CODE_DEPLOY deploys'] },
    ],
  ])('%s', (_, change, expected) => {
    expect(rollout(change)).toEqual({ ...at, ...expected });
  });
});

test('counts the verdicts of all four, and says them in words', () => {
  const { counts, proved, broken, unknown } = prove((app, service) => {
    secret(app);
    forget(app, 'TaskPolicy');
    service.DeploymentConfiguration = { MaximumPercent: 100 };
  });

  expect(counts.ways).toEqual({ proved, broken, unknown });
  expect(counts.order).toEqual({ guaranteed: 8, raced: 1, late: 0 });
  expect(counts.rollouts).toEqual({ proved: 0, broken: 1, unknown: 0 });
  expect(
    inWords({ ...counts, ways: { proved: 1, broken: 0, unknown: 2 }, rights: { proved: 5, broken: 1, unknown: 0 } }),
  ).toEqual([
    '1 way proved, 2 unknown',
    '5 rights proved, 1 broken',
    '8 dependencies guaranteed, 1 raced',
    '0 rollouts proved, 1 broken',
  ]);
});
