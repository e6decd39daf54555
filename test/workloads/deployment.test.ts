import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as fc from 'fast-check';
import { InfrastructureRole } from '../../lib/security/infrastructure-role';
import { LISTENER_RULE } from '../../lib/internal/handlers';
import { TaskApplicationLoadBalancer } from '../../lib/task-networking/task-application-load-balancer';
import { TaskListener } from '../../lib/task-networking/task-listener';
import { shiftFindings } from '../../lib/workloads/private/deployment-check';
import { deploymentRoom } from '../../lib/internal/deployment-room';
import { percentFaults, shiftFaults } from '../../lib/workloads/private/deployment-faults';
import { ServiceDeployment } from '../../lib/workloads/service-deployment';
import { WebService } from '../../lib/workloads/web-service';
import type { WebServiceProps } from '../../lib/workloads/web-service-props';
import { WorkerService } from '../../lib/workloads/worker-service';
import { Reply, invoke, named } from '../support/run-function';
import { onlyProperties, testApp } from '../support/stacks';
import { WebIngress } from '../../lib/workloads/web-ingress';
import { DesiredCount } from '../../lib/workloads/desired-count';

const LISTENERS = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/a/50dc6c495c0c9188';

class Site {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly stack = new Stack(this.app, 'Shop');
  readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  readonly cluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc });
  readonly certificate = acm.Certificate.fromCertificateArn(
    this.stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111111111111:certificate/x',
  );

  web(props: Partial<WebServiceProps> = {}, id = 'Api'): WebService {
    return new WebService(this.stack, id, {
      cluster: this.cluster,
      container: { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.27'), port: 8080 },
      ...((props.ingress ?? WebIngress.internal())._target.balancer !== undefined && { certificate: this.certificate }),
      ...props,
    });
  }

  imported(id: string): elbv2.IApplicationListener {
    return elbv2.ApplicationListener.fromApplicationListenerAttributes(this.stack, id, {
      listenerArn: `${LISTENERS}/${id}`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(this.stack, `${id}Group`, 'sg-0a1b2c3d4e5f60718', {
        allowAllOutbound: false,
      }),
    });
  }

  /** A service of aws-cdk-lib that is deployed in some way, and not by this library. */
  plain(deploymentStrategy: ecs.DeploymentStrategy): ecs.FargateService {
    const taskDefinition = new ecs.FargateTaskDefinition(this.stack, 'Task');
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromRegistry('nginx'),
      portMappings: [{ containerPort: 80 }],
    });
    return new ecs.FargateService(this.stack, 'Plain', {
      cluster: this.cluster,
      taskDefinition,
      deploymentStrategy,
      minHealthyPercent: 100,
    });
  }

  get template(): Template {
    return Template.fromStack(this.stack);
  }

  of(type: string): Record<string, any>[] {
    return Object.values(this.template.findResources(type)).map(({ Properties }) => Properties);
  }

  get deployment(): Record<string, any> {
    return this.of('AWS::ECS::Service')[0].DeploymentConfiguration;
  }

  /** What synthesis says, without its head. */
  get refusal(): string {
    try {
      this.app.synth();
      return '';
    } catch (failure) {
      return (failure as Error).message;
    }
  }
}

describe('ServiceDeployment', () => {
  test('rolls by default, with a circuit breaker that rolls back', () => {
    const site = new Site();
    site.web();

    expect(site.deployment).toMatchObject({
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      MaximumPercent: 200,
      MinimumHealthyPercent: 100,
    });
    site.template.resourceCountIs('Custom::EcsListenerRule', 0);
  });

  test('rolls as it is told', () => {
    const site = new Site();
    site.web({
      deployment: ServiceDeployment.rolling({
        circuitBreaker: false,
        minHealthyPercent: 50,
        maxHealthyPercent: 150,
        bakeTime: Duration.minutes(3),
      }),
    });

    expect(site.deployment).toMatchObject({ MinimumHealthyPercent: 50, MaximumPercent: 150, BakeTimeInMinutes: 3 });
    expect(site.deployment).not.toHaveProperty('DeploymentCircuitBreaker');
  });

  test.each<[string, ServiceDeployment, Record<string, unknown>]>([
    ['BLUE_GREEN', ServiceDeployment.blueGreen(), { BakeTimeInMinutes: 10 }],
    ['BLUE_GREEN', ServiceDeployment.blueGreen({ bakeTime: Duration.minutes(0) }), { BakeTimeInMinutes: 0 }],
    ['LINEAR', ServiceDeployment.linear(), { BakeTimeInMinutes: 10 }],
    ['LINEAR', ServiceDeployment.linear(), { LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 6 } }],
    [
      'LINEAR',
      ServiceDeployment.linear({ stepPercent: 3 + 0.1 + 0.2 }),
      { LinearConfiguration: { StepPercent: 3.3, StepBakeTimeInMinutes: 6 } },
    ],
    [
      'LINEAR',
      ServiceDeployment.linear({ stepPercent: 4.1, stepBakeTime: Duration.hours(24) }),
      { LinearConfiguration: { StepPercent: 4.1, StepBakeTimeInMinutes: 1440 } },
    ],
    ['CANARY', ServiceDeployment.canary(), { BakeTimeInMinutes: 10 }],
    ['CANARY', ServiceDeployment.canary(), { CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 10 } }],
    [
      'CANARY',
      ServiceDeployment.canary({ canaryPercent: 1.1, canaryBakeTime: Duration.minutes(1) }),
      { CanaryConfiguration: { CanaryPercent: 1.1, CanaryBakeTimeInMinutes: 1 } },
    ],
  ])('shifts traffic by %s', (Strategy, deployment, expected) => {
    const site = new Site();
    site.web({ deployment });

    expect(site.deployment).toMatchObject({ Strategy, ...expected });
    expect(site.deployment).not.toHaveProperty('DeploymentCircuitBreaker');
    expect(site.refusal).toBe('');
    Annotations.fromStack(site.stack).hasNoWarning('*', Match.stringLikeRegexp('circuitBreaker'));
  });

  test('shifts the traffic of a web service between two groups by a rule that the stack does not hold', () => {
    const site = new Site();
    const web = site.web({
      deployment: ServiceDeployment.blueGreen(),
      ingress: WebIngress.internal({ hosts: ['api.example.com'], paths: ['/v1/*'] }),
      healthCheck: { path: '/up' },
    });

    const [first, second] = [web.targetGroup, web.alternateTargetGroup!].map((group) =>
      site.stack.resolve(group.targetGroupArn),
    );
    const role = { 'Fn::GetAtt': [expect.stringMatching(/^ApiServiceHttpShiftRole/), 'Arn'] };
    expect(onlyProperties(site.stack, 'AWS::ECS::Service').LoadBalancers).toEqual([
      {
        ContainerName: 'app',
        ContainerPort: 8080,
        TargetGroupArn: first,
        AdvancedConfiguration: {
          AlternateTargetGroupArn: second,
          ProductionListenerRule: { Ref: expect.stringMatching(/^ApiServiceHttpHeldRule/) },
          RoleArn: role,
        },
      },
    ]);
    expect(site.of('AWS::ElasticLoadBalancingV2::TargetGroup')).toHaveLength(2);
    site.template.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/up' });
    site.template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 0);
    expect(onlyProperties(site.stack, 'Custom::EcsListenerRule')).toMatchObject({
      ListenerArn: site.stack.resolve(web.listener.listenerArn),
      Conditions: [
        { Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com'] } },
        { Field: 'path-pattern', PathPatternConfig: { Values: ['/v1/*'] } },
      ],
      TargetGroups: [first, second],
    });
    expect(web.testListener).toBeUndefined();
  });

  test('lets ECS and the function do exactly what they must', () => {
    const site = new Site();
    const web = site.web({ deployment: ServiceDeployment.blueGreen() });

    const statements = (name: string, type = 'AWS::IAM::ManagedPolicy') =>
      Object.entries(site.template.findResources(type))
        .filter(([id]) => id.startsWith(name))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const groups = [web.targetGroup, web.alternateTargetGroup!].map((group) =>
      site.stack.resolve(group.targetGroupArn),
    );
    const listener = site.stack.resolve(web.listener.listenerArn);
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':listener/', listener] }] });
    expect(statements('ApiServiceHttpShiftRole')).toEqual([
      {
        Action: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
        Effect: 'Allow',
        Resource: expect.arrayContaining(groups),
      },
      {
        Action: 'elasticloadbalancing:ModifyRule',
        Effect: 'Allow',
        Resource: { Ref: expect.stringMatching(/^ApiServiceHttpHeldRule/) },
      },
      {
        Action: [
          'elasticloadbalancing:DescribeListeners',
          'elasticloadbalancing:DescribeRules',
          'elasticloadbalancing:DescribeTargetGroups',
          'elasticloadbalancing:DescribeTargetHealth',
        ],
        Effect: 'Allow',
        Resource: '*',
      },
    ]);
    expect(statements('GroundworkListenerRules')).toEqual([
      {
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^GroundworkListenerRulesLogs/), 'Arn'] },
      },
      {
        Action: ['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetHealth'],
        Effect: 'Allow',
        Resource: '*',
      },
    ]);
    expect(statements('ApiServiceHttpHeldRuleRights', 'AWS::IAM::Policy')).toEqual([
      { Action: 'elasticloadbalancing:CreateRule', Effect: 'Allow', Resource: listener },
      {
        Action: [
          'elasticloadbalancing:DeleteRule',
          'elasticloadbalancing:ModifyRule',
          'elasticloadbalancing:SetRulePriorities',
        ],
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', [part(0), ':listener-rule/', part(1), '/*']] },
      },
    ]);
  });

  test('holds a rule of hosts alone, by a function that has three minutes and gets its rights first', () => {
    const site = new Site();
    site.web({
      deployment: ServiceDeployment.blueGreen(),
      ingress: WebIngress.internal({ hosts: ['api.example.com'], paths: [] }),
    });

    expect(onlyProperties(site.stack, 'Custom::EcsListenerRule').Conditions).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com'] } },
    ]);
    const [{ DependsOn }] = Object.values(site.template.findResources('Custom::EcsListenerRule'));
    expect(DependsOn).toContainEqual(expect.stringMatching(/^GroundworkListenerRulesRoleUnscopable/));
    expect(DependsOn).toContainEqual(expect.stringMatching(/^ApiServiceHttpHeldRuleRights/));
    expect(onlyProperties(site.stack, 'AWS::Lambda::Function')).toMatchObject({
      Handler: 'index.handler',
      Timeout: 180,
      Description: 'Keeps the rules of services whose traffic ECS shifts',
      Role: { 'Fn::GetAtt': [expect.stringMatching(/^GroundworkListenerRulesRole/), 'Arn'] },
      LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^GroundworkListenerRulesLogs/) } },
    });
    site.template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 30 },
    });
    Annotations.fromStack(site.stack).hasNoWarning('*', Match.stringLikeRegexp('Role.wildcardResource'));
  });

  test('waits for the rule and for the rights of the role', () => {
    const site = new Site();
    site.web({ deployment: ServiceDeployment.canary() });

    const [{ DependsOn }] = Object.values(site.template.findResources('AWS::ECS::Service'));
    for (const needed of [/^ApiServiceHttpHeldRule/, /^ApiServiceHttpShiftRoleScoped/, /^ApiServiceHttpShiftRoleUns/]) {
      expect(DependsOn).toContainEqual(expect.stringMatching(needed));
    }
  });

  test('tests the new version on a listener of its own, which is closed, and shared', () => {
    const site = new Site();
    const loadBalancer = new TaskApplicationLoadBalancer(site.stack, 'Balancer', {
      vpc: site.vpc,
      certificate: site.certificate,
      internetFacing: true,
    });
    const deployment = ServiceDeployment.blueGreen({ testPort: 8443 });
    const api = site.web(
      { ingress: WebIngress.sharedBalancer(loadBalancer, { paths: ['/api/*'] }), deployment },
      'Api',
    );
    const shop = site.web(
      { ingress: WebIngress.sharedBalancer(loadBalancer, { paths: ['/shop/*'] }), deployment },
      'Web',
    );

    expect(api.testListener).toBe(shop.testListener);
    const listeners = site.of('AWS::ElasticLoadBalancingV2::Listener');
    expect(listeners.find(({ Port }) => Port === 8443)).toEqual({
      ...listeners.find(({ Port }) => Port === 443),
      Port: 8443,
    });
    expect(site.of('Custom::EcsListenerRule')).toHaveLength(4);
    site.template.resourceCountIs('AWS::Lambda::Function', 1);
    const group = site
      .of('AWS::EC2::SecurityGroup')
      .find(({ SecurityGroupIngress }) => SecurityGroupIngress !== undefined)!;
    expect(group.SecurityGroupIngress.map(({ FromPort }: { FromPort: number }) => FromPort)).toEqual([443, 80]);
  });

  test('uses listeners of yours for both kinds of traffic', () => {
    const site = new Site();
    site.web({
      ingress: WebIngress.listener(site.imported('Production'), {
        testListener: site.imported('Test'),
        paths: ['/*'],
        priority: 5,
      }),
      deployment: ServiceDeployment.linear(),
    });

    const rules = site.of('Custom::EcsListenerRule');
    expect(rules.map(({ ListenerArn, Priority }) => [ListenerArn, Priority])).toEqual([
      [`${LISTENERS}/Production`, 5],
      [`${LISTENERS}/Test`, 5],
    ]);
    const [production, test] = Object.keys(site.template.findResources('Custom::EcsListenerRule'));
    const [{ AdvancedConfiguration }] = onlyProperties(site.stack, 'AWS::ECS::Service').LoadBalancers;
    expect(AdvancedConfiguration).toMatchObject({
      ProductionListenerRule: { Ref: production },
      TestListenerRule: { Ref: test },
    });
    expect(site.of('AWS::IAM::ManagedPolicy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement)).toContainEqual(
      {
        Action: 'elasticloadbalancing:ModifyRule',
        Effect: 'Allow',
        Resource: [{ Ref: production }, { Ref: test }],
      },
    );
    for (const direction of ['Ingress', 'Egress']) {
      expect(site.of(`AWS::EC2::SecurityGroup${direction}`).map(({ FromPort }) => FromPort)).toEqual([8080, 8080]);
    }
    const rights = JSON.stringify(site.of('AWS::IAM::Policy'));
    expect(rights).toContain(`${LISTENERS.replace('listener/', 'listener-rule/')}/Test/*`);
  });

  test.each<[string, ServiceDeployment, string]>([
    [
      'a bake time of more than a day',
      ServiceDeployment.blueGreen({ bakeTime: Duration.minutes(1441) }),
      "[ServiceDeployment.time] 'bakeTime' must be from 0 to 1440 whole minutes, got 1441 minutes",
    ],
    [
      'a canary of everything and more',
      ServiceDeployment.canary({ canaryPercent: 101 }),
      "[ServiceDeployment.step] 'canaryPercent' must be from 0.1 to 100 in steps of 0.1, got 101",
    ],
  ])('fails with %s', (_, deployment, message) => {
    expect(() => new Site().web({ deployment })).toThrow(`Shop/Api: ${message}`);
  });

  test('counts the tasks that are desired', () => {
    const site = new Site();
    site.web({
      desiredCount: DesiredCount.fixed(4),
      deployment: ServiceDeployment.rolling({ minHealthyPercent: 75, maxHealthyPercent: 100 }),
    });

    expect(site.deployment).toMatchObject({ MinimumHealthyPercent: 75, MaximumPercent: 100 });
  });

  test('is made ready to shift, or rolls back from shifting, with the same groups and the same rule', () => {
    const resources = (deployment: ServiceDeployment) => {
      const site = new Site();
      site.web({ deployment });
      const all = site.template.toJSON().Resources as Record<string, { Type: string }>;
      return Object.fromEntries(Object.entries(all).filter(([, { Type }]) => /TargetGroup|ListenerRule/.test(Type)));
    };

    const ready = resources(ServiceDeployment.rolling({ readyToShift: true }));
    expect(ready).toEqual(resources(ServiceDeployment.blueGreen()));
    expect(Object.keys(ready)).toEqual(
      expect.arrayContaining(Object.keys(resources(ServiceDeployment.rolling())).slice(0, 1)),
    );
  });

  test('goes before the rule of a rolling deployment, which it replaces', () => {
    const priority = (deployment: ServiceDeployment, type: string) => {
      const site = new Site();
      site.web({ deployment });
      return onlyProperties(site.stack, type).Priority;
    };

    expect(priority(ServiceDeployment.blueGreen(), 'Custom::EcsListenerRule')).toBeLessThan(
      priority(ServiceDeployment.rolling(), 'AWS::ElasticLoadBalancingV2::ListenerRule'),
    );
  });

  test('runs hooks', () => {
    const site = new Site();
    const handler = new lambda.Function(site.stack, 'Handler', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ hookStatus: "SUCCEEDED" });'),
    });
    site.web({
      deployment: ServiceDeployment.canary({
        lifecycleHooks: [
          new ecs.DeploymentLifecycleLambdaTarget(handler, 'Check', {
            lifecycleStages: [ecs.DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT],
          }),
        ],
      }),
    });

    expect(site.deployment.LifecycleHooks).toMatchObject([
      { HookTargetArn: site.stack.resolve(handler.functionArn), LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] },
    ]);
    site.template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Action: 'lambda:InvokeFunction' })],
      },
    });
  });

  test('is for services of aws-cdk-lib too, with a role of yours', () => {
    const site = new Site();
    const service = site.plain(ecs.DeploymentStrategy.BLUE_GREEN);
    const role = new InfrastructureRole(site.stack, 'Role');
    const target = TaskListener.of(site.imported('Production')).addShiftingService('Http', service, {
      paths: ['/*'],
      role,
    });

    expect(target.role).toBe(role);
    expect(target.testRuleArn).toBeUndefined();
    expect(onlyProperties(site.stack, 'AWS::ECS::Service').LoadBalancers[0].AdvancedConfiguration).toMatchObject({
      ProductionListenerRule: site.stack.resolve(target.ruleArn),
      RoleArn: site.stack.resolve(role.roleArn),
    });
  });

  test.each<[string, (site: Site) => Partial<WebServiceProps>, string]>([
    [
      'a test port for the listener of somebody',
      (site) => ({
        ingress: WebIngress.listener(site.imported('Mine'), { paths: ['/*'] }),
        deployment: ServiceDeployment.blueGreen({ testPort: 8443 }),
      }),
      "Shop/Api: [WebService.testPort] 'testPort' of the deployment makes a listener at a load balancer of this library, but 'ingress' is an existing listener; give WebIngress.listener() a 'testListener' instead",
    ],
    [
      'a test listener for a rolling deployment',
      (site) => ({
        ingress: WebIngress.listener(site.imported('Mine'), { testListener: site.imported('Test'), paths: ['/*'] }),
      }),
      "Shop/Api: [WebService.testListener] 'testListener' of 'ingress' is for deployments that shift traffic, and this one is rolling; leave it out, or choose another 'deployment'",
    ],
    [
      'a test port that production has',
      () => ({ deployment: ServiceDeployment.blueGreen({ testPort: 443 }) }),
      'Shop/Api/LoadBalancer: [TaskApplicationLoadBalancer.testPort] the test listener cannot be on port 443, which is for production traffic; choose another, as in 8443',
    ],
    [
      'a test port that is none',
      () => ({ deployment: ServiceDeployment.blueGreen({ testPort: 65536 }) }),
      "Shop/Api: [ServiceDeployment.testPort] 'testPort' must be an integer from 1 to 65535, got 65536",
    ],
    [
      'percentages that block every deployment',
      () => ({ deployment: ServiceDeployment.rolling({ maxHealthyPercent: 149 }) }),
      "Shop/Api: [ServiceDeployment.blocked] 'minHealthyPercent' 100 and 'maxHealthyPercent' 149 block every deployment of 2 tasks: ECS may neither stop one (at least 2 must stay) nor start one (at most 2 may run); raise 'maxHealthyPercent' to 150 or lower 'minHealthyPercent' to 50",
    ],
  ])('fails when given %s', (_, props, message) => {
    const site = new Site();

    expect(() => site.web(props(site))).toThrow(new Error(message));
  });

  test('fails when a load balancer gets a second test port', () => {
    const site = new Site();
    const web = site.web({ deployment: ServiceDeployment.blueGreen({ testPort: 8443 }) });

    expect(() => web.loadBalancer!.addTestListener(9443)).toThrow(
      new Error(
        'Shop/Api/LoadBalancer: [TaskApplicationLoadBalancer.testPort] the test listener is on port 8443 already, got 9443; all services of a load balancer share one',
      ),
    );
  });

  test('fails when a service that shifts traffic is put behind a load balancer without an alternate target', () => {
    const site = new Site();
    const web = site.web({ deployment: ServiceDeployment.linear() });
    TaskListener.of(site.imported('Second')).addService('Second', web.service, { paths: ['/*'] });

    expect(site.refusal).toContain(
      "[ServiceDeployment.noAlternateTarget] 'deployment' is ServiceDeployment.linear(), but the load balancer of container 'app' at port 8080 has no alternate target for the new tasks; add the service by addShiftingService(), or give the target an ecs.AlternateTarget",
    );
  });

  test('shifts the traffic of two load balancers at once', () => {
    const site = new Site();
    const web = site.web({ deployment: ServiceDeployment.linear() });
    TaskListener.of(site.imported('Second')).addShiftingService('Second', web.service, { paths: ['/*'] });

    expect(site.refusal).toBe('');
    expect(onlyProperties(site.stack, 'AWS::ECS::Service').LoadBalancers).toHaveLength(2);
  });
});

describe('a service without traffic', () => {
  const late = { Ref: 'Late' };
  const target = { ContainerName: 'app', ContainerPort: 80, TargetGroupArn: 'blue' };
  const shifting = { ...target, AdvancedConfiguration: { AlternateTargetGroupArn: 'green' } };
  const server = { Enabled: true, Services: [{ PortName: 'http' }] };

  test.each<[string, Record<string, unknown>, string[]]>([
    ['nothing', {}, ['nothingToShift']],
    ['no load balancer', { LoadBalancers: [] }, ['nothingToShift']],
    ['Service Connect as a client alone', { ServiceConnectConfiguration: { Enabled: true } }, ['nothingToShift']],
    ['Service Connect that is off', { ServiceConnectConfiguration: { ...server, Enabled: false } }, ['nothingToShift']],
    ['Service Connect', { ServiceConnectConfiguration: server }, []],
    ['Service Connect that is known later', { ServiceConnectConfiguration: late }, []],
    ['load balancers that are known later', { LoadBalancers: late }, []],
    ['a load balancer with an alternate target', { LoadBalancers: [shifting] }, []],
    ['one with and one without', { LoadBalancers: [shifting, target] }, ['noAlternateTarget']],
    [
      'one without, beside Service Connect',
      { LoadBalancers: [target], ServiceConnectConfiguration: server },
      ['noAlternateTarget'],
    ],
    ['one whose alternate target is known later', { LoadBalancers: [{ ...target, AdvancedConfiguration: late }] }, []],
  ])('has %s', (_, properties, codes) => {
    expect(shiftFindings(properties, 'it').map(({ code }) => code)).toEqual(
      codes.map((code) => `ServiceDeployment.${code}`),
    );
  });

  test('fails when it is to shift traffic, once the app is complete', () => {
    const site = new Site();
    new WorkerService(site.stack, 'Worker', {
      cluster: site.cluster,
      container: { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22') },
      deployment: ServiceDeployment.blueGreen(),
    });

    expect(site.refusal).toContain(
      "[ServiceDeployment.nothingToShift] 'deployment' is ServiceDeployment.blueGreen(), but the service is behind no load balancer and offers nothing by Service Connect, so there is no traffic to shift; give it one of the two, or deploy by ServiceDeployment.rolling()",
    );
  });
});

describe('percentages', () => {
  const codes = (min: number, max: number, count: number) => percentFaults(min, max, count).map(({ code }) => code);

  test.each<[number, number, number, string[]]>([
    [100, 200, 1, []],
    [100, 199, 1, ['ServiceDeployment.blocked']],
    [100, 150, 2, []],
    [100, 149, 2, ['ServiceDeployment.blocked']],
    [50, 100, 2, []],
    [51, 100, 2, ['ServiceDeployment.blocked']],
    [0, 100, 1, []],
    [1, 100, 1, ['ServiceDeployment.blocked']],
    [100, 100, 10, ['ServiceDeployment.blocked']],
    [90, 100, 10, []],
    [91, 100, 10, ['ServiceDeployment.blocked']],
    [100, 109, 10, ['ServiceDeployment.blocked']],
    [100, 110, 10, []],
    [-1, 200, 2, ['ServiceDeployment.percent']],
    [0, 0, 2, ['ServiceDeployment.percent']],
    [33.3, 200, 2, ['ServiceDeployment.percent']],
    [150, 120, 2, ['ServiceDeployment.percent']],
  ])('min %d and max %d of %d tasks: %j', (min, max, count, expected) => {
    expect(codes(min, max, count)).toEqual(expected);
  });

  test('what only the deployment knows is no fault, unless nothing can ever be stopped or started', () => {
    const late = Lazy.number({ produce: () => 7 });

    expect([codes(late, 100, 1), codes(100, late, 1), codes(99, 100, late)]).toEqual([[], [], []]);
    expect(codes(100, 100, late)).toEqual(['ServiceDeployment.blocked']);
  });

  test('a deployment is blocked exactly when ECS may neither stop a task nor start one, and its way out works', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 200 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 300 }),
        (a, b, n) => {
          const [min, max] = [Math.min(a, b), Math.max(a, b)];
          const { lower, upper } = deploymentRoom(min, max, n);
          const [fault] = percentFaults(min, max, n);
          expect(fault?.code).toBe(lower < n || upper > n ? undefined : 'ServiceDeployment.blocked');
          const [, raised, lowered] = /raise 'maxHealthyPercent' to (\d+) or lower 'minHealthyPercent' to (\d+)/.exec(
            fault?.message ?? '',
          ) ?? [undefined, String(max), String(min)];
          if (fault !== undefined) {
            expect(percentFaults(min, Number(raised), n)).toEqual([]);
            expect(percentFaults(Number(lowered), max, n)).toEqual([]);
          }
        },
      ),
    );
  });
});

describe('steps and times', () => {
  const { LINEAR, CANARY, BLUE_GREEN } = ecs.DeploymentStrategy;

  test.each<[ecs.DeploymentStrategy, number, string[]]>([
    [LINEAR, 3, []],
    [LINEAR, 2.9, ["'stepPercent' must be from 3 to 100 in steps of 0.1, got 2.9"]],
    [LINEAR, 100, []],
    [LINEAR, 100.1, ["'stepPercent' must be from 3 to 100 in steps of 0.1, got 100.1"]],
    [LINEAR, 3.33, ["'stepPercent' must be from 3 to 100 in steps of 0.1, got 3.33"]],
    [CANARY, 0.1, []],
    [CANARY, 0, ["'canaryPercent' must be from 0.1 to 100 in steps of 0.1, got 0"]],
    [CANARY, Lazy.number({ produce: () => 0 }), []],
  ])('%s by %d percent: %j', (strategy, stepPercent, messages) => {
    expect(shiftFaults(strategy, { stepPercent }).map(({ message }) => message)).toEqual(messages);
  });

  test('every tenth from the least to all is taken, by aws-cdk-lib too', () => {
    const site = new Site();
    for (const [index, tenths] of [11, 41, 69, 333, 999].entries()) {
      const deployment = ServiceDeployment.linear({ stepPercent: Math.max(30, tenths) / 10 });
      site.web(
        { deployment, ingress: WebIngress.listener(site.imported(`L${index}`), { paths: ['/*'] }) },
        `Web${index}`,
      );
    }

    expect(
      site.of('AWS::ECS::Service').map(({ DeploymentConfiguration }) => DeploymentConfiguration.LinearConfiguration),
    ).toEqual([3, 4.1, 6.9, 33.3, 99.9].map((StepPercent) => ({ StepPercent, StepBakeTimeInMinutes: 6 })));
  });

  test.each<[string, Duration, string[]]>([
    ['nothing', Duration.minutes(0), []],
    ['a day', Duration.days(1), []],
    [
      'a day and a minute',
      Duration.minutes(1441),
      ["'bakeTime' must be from 0 to 1440 whole minutes, got 1441 minutes"],
    ],
    ['90 seconds', Duration.seconds(90), ["'bakeTime' must be from 0 to 1440 whole minutes, got 1.5 minutes"]],
    ['a time that is known later', Duration.minutes(Lazy.number({ produce: () => 9999 })), []],
  ])('bakes for %s', (_, bakeTime, messages) => {
    expect(shiftFaults(BLUE_GREEN, { bakeTime }).map(({ message }) => message)).toEqual(messages);
  });

  test.each([
    [ecs.DeploymentStrategy.CANARY, 'canaryBakeTime'],
    [ecs.DeploymentStrategy.LINEAR, 'stepBakeTime'],
  ])('fails when a step of %s bakes for more than a day', (strategy, name) => {
    expect(shiftFaults(strategy, { stepBakeTime: Duration.minutes(1441) })).toMatchObject([
      { code: 'ServiceDeployment.time', message: `'${name}' must be from 0 to 1440 whole minutes, got 1441 minutes` },
    ]);
  });

  test.each([
    [0, ["'testPort' must be an integer from 1 to 65535, got 0"]],
    [1, []],
    [80.5, ["'testPort' must be an integer from 1 to 65535, got 80.5"]],
    [65535, []],
    [65536, ["'testPort' must be an integer from 1 to 65535, got 65536"]],
  ])('tests on port %d', (testPort, messages) => {
    expect(shiftFaults(BLUE_GREEN, { testPort }).map(({ message }) => message)).toEqual(messages);
  });
});

describe('the function that holds a rule', () => {
  const rule = (id: string, Priority: string, weights: Record<string, number>) => ({
    RuleArn: `arn:rule/${id}`,
    Priority,
    Actions: [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
        },
      },
    ],
  });
  const forward = (weights: Record<string, number>) => rule('', '', weights).Actions;
  const properties = (change: Record<string, unknown> = {}) => ({
    ListenerArn: 'listener',
    Priority: '20',
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
    TargetGroups: ['blue', 'green'],
    ...change,
  });
  /** A listener with rules, and groups with tasks. */
  const aws = (rules: ReturnType<typeof rule>[] = [], tasks: Record<string, number> = {}): Record<string, Reply> => ({
    DescribeRules: ({ RuleArns }) =>
      RuleArns === undefined
        ? { Rules: rules }
        : rules.some(({ RuleArn }) => RuleArn === RuleArns[0])
          ? { Rules: rules.filter(({ RuleArn }) => RuleArn === RuleArns[0]) }
          : named('RuleNotFoundException'),
    DescribeTargetHealth: ({ TargetGroupArn }) => ({
      TargetHealthDescriptions: Array.from({ length: tasks[TargetGroupArn] ?? 0 }, () => ({})),
    }),
    CreateRule: () => ({ Rules: [{ RuleArn: 'arn:rule/new' }] }),
    ModifyRule: () => ({}),
    SetRulePriorities: () => ({}),
    DeleteRule: () => ({}),
  });
  const create = { RequestType: 'Create', ResourceProperties: properties() };
  const update = (change: Record<string, unknown>) => ({
    RequestType: 'Update',
    PhysicalResourceId: 'arn:rule/mine',
    OldResourceProperties: properties(),
    ResourceProperties: properties(change),
  });
  const mine = rule('mine', '20', { blue: 0, green: 100 });
  /** As Elastic Load Balancing describes it: the values of a condition stand there twice. */
  const lost = {
    ...mine,
    Conditions: [{ Field: 'path-pattern', Values: ['/*'], PathPatternConfig: { Values: ['/*'] } }],
  };

  test.each<[string, Record<string, number>, Record<string, number>]>([
    ['the first group, before there are tasks', {}, { blue: 100, green: 0 }],
    ['the first group, whose tasks roll so far', { blue: 1, green: 1 }, { blue: 100, green: 0 }],
    ['the other group, which has the only task', { green: 1 }, { blue: 0, green: 100 }],
  ])('makes it forward to %s', async (_, tasks, weights) => {
    const { changes, answer } = await invoke(LISTENER_RULE, create, aws([rule('other', '1', { x: 1 })], tasks));

    expect(changes).toEqual([
      {
        command: 'CreateRule',
        input: {
          ListenerArn: 'listener',
          Priority: 20,
          Conditions: properties().Conditions,
          Actions: forward(weights),
        },
      },
    ]);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn:rule/new' });
  });

  test('takes a rule for its own that it made when its answer was lost or the event came twice', async () => {
    const { changes, answer } = await invoke(LISTENER_RULE, create, aws([lost]));

    expect(changes).toEqual([]);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn:rule/mine' });
  });

  test.each([
    ['other conditions', { ...lost, Conditions: [{ Field: 'path-pattern', Values: ['/other/*'] }] }],
    ['other groups', { ...lost, Actions: forward({ blue: 100, red: 0 }) }],
  ])('never takes a rule with %s for its own', async (_, other) => {
    const { answer } = await invoke(LISTENER_RULE, create, aws([other]));

    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'no-rule' });
  });

  test('keeps a sign-in before the forward, and the stickiness of the rule', async () => {
    const signIn = {
      Type: 'authenticate-oidc',
      Order: 1,
      AuthenticateOidcConfig: { Issuer: 'https://id.example.com' },
    };
    const [{ ForwardConfig }] = mine.Actions;
    const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 };
    const Actions = [
      signIn,
      { Type: 'forward', Order: 2, ForwardConfig: { ...ForwardConfig, TargetGroupStickinessConfig } },
    ];

    const { changes } = await invoke(
      LISTENER_RULE,
      update({ TargetGroups: ['blue', 'green', 'red'] }),
      aws([{ ...mine, Actions } as unknown as typeof mine]),
    );

    expect(changes).toEqual([
      {
        command: 'ModifyRule',
        input: {
          RuleArn: 'arn:rule/mine',
          Actions: [
            { ...signIn, AuthenticateOidcConfig: { Issuer: 'https://id.example.com', UseExistingClientSecret: true } },
            {
              Type: 'forward',
              Order: 2,
              ForwardConfig: {
                TargetGroups: [...ForwardConfig.TargetGroups, { TargetGroupArn: 'red', Weight: 0 }],
                TargetGroupStickinessConfig,
              },
            },
          ],
        },
      },
    ]);
  });

  test('leaves a rule alone that somebody made answer itself, but for its conditions', async () => {
    const page = { RuleArn: 'arn:rule/mine', Priority: '20', Actions: [{ Type: 'fixed-response' }] };
    const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/new/*'] } }];

    const { changes } = await invoke(
      LISTENER_RULE,
      update({ Conditions, TargetGroups: ['blue', 'third'] }),
      aws([page as unknown as ReturnType<typeof rule>]),
    );

    expect(changes).toEqual([{ command: 'ModifyRule', input: { RuleArn: 'arn:rule/mine', Conditions } }]);
  });

  test('makes the rule of another listener forward to the tasks, also when somebody made the old one answer itself', async () => {
    const page = { RuleArn: 'arn:rule/mine', Priority: '20', Actions: [{ Type: 'fixed-response' }] };

    const { changes } = await invoke(LISTENER_RULE, update({ ListenerArn: 'other listener' }), {
      ...aws([page as unknown as ReturnType<typeof rule>], { green: 1 }),
      DescribeRules: ({ RuleArns }) => ({ Rules: RuleArns === undefined ? [] : [page] }),
    });

    expect(changes.map(({ input }) => input.Actions)).toEqual([forward({ blue: 0, green: 100 })]);
  });

  test('looks through all pages of rules', async () => {
    const { calls, answer } = await invoke(LISTENER_RULE, create, {
      ...aws(),
      DescribeRules: ({ Marker }) =>
        Marker === undefined ? { Rules: [], NextMarker: 'next' } : { Rules: [rule('other', '20', { x: 1 })] },
    });

    expect(calls.map(({ input }) => input)).toStrictEqual([
      { ListenerArn: 'listener' },
      { ListenerArn: 'listener', Marker: 'next' },
    ]);
    expect(answer).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'no-rule',
      Reason:
        'HeldRule: priority 20 is taken by another rule of listener; a rolling service that changes to shifting traffic has both rules for a while: give it a lower priority, and a higher one on the way back',
    });
  });

  test.each<[string, unknown[]]>([
    ['to one of its groups', [{ Type: 'forward', TargetGroupArn: 'blue' }]],
    ['to one of its groups and one of others', forward({ theirs: 1, blue: 1 })],
  ])('refuses to make it behind a rule that would keep the traffic where it is: %s', async (_, Actions) => {
    const old = { ...rule('old', '7', {}), Actions } as typeof mine;
    const { changes, answer } = await invoke(LISTENER_RULE, create, aws([old]));

    expect(changes).toEqual([]);
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason:
        'HeldRule: the rule with priority 7 sends traffic to the same tasks and goes before 20; give this one a priority below 7',
    });
  });

  test('makes it before the rule of the rolling deployment, which may follow', async () => {
    const { answer } = await invoke(LISTENER_RULE, create, aws([rule('old', '21', { blue: 1 })], { blue: 2 }));

    expect(answer.Status).toBe('SUCCESS');
  });

  test.each<[string, Record<string, unknown>, unknown[]]>([
    ['nothing', {}, []],
    [
      'its conditions, and leaves the weights alone',
      { Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } }] },
      [
        {
          command: 'ModifyRule',
          input: {
            RuleArn: 'arn:rule/mine',
            Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } }],
          },
        },
      ],
    ],
    [
      'its priority, and leaves the weights alone',
      { Priority: '5' },
      [{ command: 'SetRulePriorities', input: { RulePriorities: [{ RuleArn: 'arn:rule/mine', Priority: 5 }] } }],
    ],
    [
      'its groups: new ones join without traffic, those with traffic stay',
      { TargetGroups: ['red', 'white'] },
      [
        {
          command: 'ModifyRule',
          input: { RuleArn: 'arn:rule/mine', Actions: forward({ green: 100, red: 0, white: 0 }) },
        },
      ],
    ],
    [
      'one of its groups',
      { TargetGroups: ['red', 'green'] },
      [{ command: 'ModifyRule', input: { RuleArn: 'arn:rule/mine', Actions: forward({ green: 100, red: 0 }) } }],
    ],
  ])('changes %s', async (_, change, expected) => {
    const { changes, answer } = await invoke(LISTENER_RULE, update(change), aws([mine]));

    expect(changes).toEqual(expected);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn:rule/mine' });
  });

  test('leaves what is shifting at this moment: a group that gets one percent stays too', async () => {
    const shifting = rule('mine', '20', { blue: 1, green: 99 });
    const { changes } = await invoke(LISTENER_RULE, update({ TargetGroups: ['red', 'white'] }), aws([shifting]));

    expect(changes.map(({ input }) => input.Actions)).toEqual([forward({ blue: 1, green: 99, red: 0, white: 0 })]);
  });

  test('knows a rule that forwards to one group without a weight', async () => {
    const plain = { ...mine, Actions: [{ Type: 'forward', TargetGroupArn: 'green' }] } as unknown as typeof mine;
    const { changes } = await invoke(LISTENER_RULE, update({}), aws([plain]));

    expect(changes.map(({ input }) => input.Actions)).toEqual([forward({ green: 100, blue: 0 })]);
  });

  test('makes a new one on another listener with the weights as they are, and leaves the old one to CloudFormation', async () => {
    const { changes, answer } = await invoke(LISTENER_RULE, update({ ListenerArn: 'second' }), {
      ...aws([mine]),
      DescribeRules: ({ RuleArns }) => ({ Rules: RuleArns === undefined ? [] : [mine] }),
    });

    expect(changes.map(({ command, input }) => [command, input.ListenerArn, input.Actions])).toEqual([
      ['CreateRule', 'second', forward({ blue: 0, green: 100 })],
    ]);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn:rule/new' });
  });

  test('makes it again when somebody deleted it, where the tasks are', async () => {
    const { changes, answer } = await invoke(LISTENER_RULE, update({}), aws([], { green: 2 }));

    expect(changes.map(({ command, input }) => [command, input.Actions])).toEqual([
      ['CreateRule', forward({ blue: 0, green: 100 })],
    ]);
    expect(answer.PhysicalResourceId).toBe('arn:rule/new');
  });

  test.each<[string, string, Record<string, Reply>, number, string]>([
    ['its rule', 'arn:rule/mine', aws([mine]), 1, 'SUCCESS'],
    ['nothing when it never was', 'no-rule', aws([rule('theirs', '20', { red: 100 })]), 0, 'SUCCESS'],
    ['the rule that was made although its answer was lost', 'no-rule', aws([lost]), 1, 'SUCCESS'],
    [
      'nothing when its load balancer is gone',
      'arn:rule/mine',
      { DeleteRule: () => named('LoadBalancerNotFoundException') },
      1,
      'SUCCESS',
    ],
    ['nothing when it is gone', 'arn:rule/mine', { DeleteRule: () => named('RuleNotFoundException') }, 1, 'SUCCESS'],
    [
      'nothing when its listener is gone',
      'arn:rule/mine',
      { DeleteRule: () => named('ListenerNotFound') },
      1,
      'SUCCESS',
    ],
    ['nothing when it may not, and says so', 'arn:rule/mine', { DeleteRule: () => named('InUse') }, 1, 'FAILED'],
  ])('deletes %s', async (_, PhysicalResourceId, replies, count, Status) => {
    const { changes, answer } = await invoke(
      LISTENER_RULE,
      { RequestType: 'Delete', PhysicalResourceId, ResourceProperties: properties() },
      replies,
    );

    expect(changes).toEqual(Array(count).fill({ command: 'DeleteRule', input: { RuleArn: 'arn:rule/mine' } }));
    expect(answer).toMatchObject({ Status, PhysicalResourceId });
  });

  test.each([
    ['rights that are younger than the few seconds that IAM takes', 'AccessDenied'],
    ['its turn among many callers', 'ThrottlingException'],
  ])('waits for %s', async (_, failure) => {
    let tries = 0;
    const { answer } = await invoke(LISTENER_RULE, create, {
      ...aws(),
      CreateRule: () => (++tries < 3 ? named(failure) : { Rules: [{ RuleArn: 'arn:rule/new' }] }),
    });

    expect([tries, answer.Status]).toEqual([3, 'SUCCESS']);
  });

  test('gives up in time when it has no rights', async () => {
    const { answer } = await invoke(
      LISTENER_RULE,
      create,
      { ...aws(), CreateRule: () => named('AccessDenied', 'not allowed') },
      100_000,
    );

    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'AccessDenied: not allowed' });
  });

  test('makes no second rule when its own could not be read', async () => {
    const { changes, answer } = await invoke(LISTENER_RULE, update({}), {
      ...aws(),
      DescribeRules: ({ RuleArns }) => (RuleArns ? named('InternalFailure', 'try later') : { Rules: [] }),
    });

    expect(changes).toEqual([]);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'InternalFailure: try later' });
  });

  test('passes on why a rule could not be read, made or changed', async () => {
    for (const command of ['DescribeRules', 'SetRulePriorities']) {
      const { answer } = await invoke(LISTENER_RULE, update({ Priority: '5' }), {
        ...aws([mine]),
        [command]: () => named('PriorityInUseException', 'taken'),
      });
      expect(answer).toMatchObject({
        Status: 'FAILED',
        PhysicalResourceId: 'arn:rule/mine',
        Reason: 'PriorityInUseException: taken',
      });
    }
  });
});
