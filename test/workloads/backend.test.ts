import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { TaskSize } from '../../lib/task-definition/task-size';
import { BackendService, BackendServiceProps } from '../../lib/workloads/backend-service';
import { ServiceConnect } from '../../lib/workloads/service-connect';
import { ServiceDeployment } from '../../lib/workloads/service-deployment';
import { ServiceDiscovery } from '../../lib/workloads/service-discovery';
import { testApp, testStack } from '../support/stacks';
import { WorkloadTask } from '../../lib/workloads/workload-task';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim');

function clusterIn(stack: Stack): ecs.Cluster {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return new ecs.Cluster(stack, 'Cluster', { vpc });
}

function backend(
  cluster: ecs.Cluster,
  id: string,
  props: Partial<BackendServiceProps> = {},
  scope = Stack.of(cluster),
) {
  return new BackendService(scope, id, {
    cluster,
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
    container: { image, port: 8080 },
    ...props,
  });
}

const connected = (cluster: ecs.Cluster, id: string, options = {}) =>
  backend(cluster, id, { serviceConnect: ServiceConnect.server(id.toLowerCase(), options) });

const serviceOf = (stack: Stack, id: string): any =>
  Object.entries(Template.fromStack(stack).findResources('AWS::ECS::Service')).find(([name]) =>
    name.startsWith(id),
  )![1];

const warnings = (stack: Stack, text: string) => {
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(text));
};

describe('a backend', () => {
  test('has no load balancer, and names its port after its endpoint', () => {
    const stack = testStack();

    backend(clusterIn(stack), 'Orders', {
      container: { image, port: 8080, appProtocol: ecs.AppProtocol.grpc },
      serviceConnect: ServiceConnect.server('orders'),
    });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          PortMappings: [{ ContainerPort: 8080, Name: 'orders', AppProtocol: 'grpc', Protocol: 'tcp' }],
        }),
      ],
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceConnectConfiguration: { Services: [Match.objectLike({ PortName: 'orders', DiscoveryName: 'orders' })] },
    });
  });

  test('keeps the names of ports that are given, and names none without Service Connect', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);

    backend(cluster, 'Mine', {
      container: { image, port: 8080, portName: 'web' },
      serviceConnect: ServiceConnect.server('mine'),
    });
    backend(cluster, 'Theirs', {
      container: { image, portMappings: [{ containerPort: 8080, name: 'api' }] },
      serviceConnect: ServiceConnect.server('theirs', { portName: 'api' }),
    });
    backend(cluster, 'Client', { serviceConnect: ServiceConnect.client() });

    const mappings = Object.values(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition')).map(
      ({ Properties }) => Properties.ContainerDefinitions[0].PortMappings[0].Name,
    );
    expect(mappings).toEqual(['web', 'api', undefined]);
  });

  test('fails as a server without a port', () => {
    expect(() =>
      backend(clusterIn(testStack()), 'Orders', {
        container: { image },
        serviceConnect: ServiceConnect.server('orders'),
      }),
    ).toThrow(
      "[ServiceConnect.noPort] endpoint 'orders' finds no port of 'TestStack/Orders/Task', whose named ports are none",
    );
  });

  test('warns when nobody finds it', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    cluster.addDefaultCloudMapNamespace({ name: 'shop.internal' });
    backend(cluster, 'Neither');
    backend(cluster, 'Client', { serviceConnect: ServiceConnect.client() });
    connected(cluster, 'Connected');
    backend(cluster, 'InDns', {
      serviceDiscovery: ServiceDiscovery.named('in-dns'),
    });

    const found = warnings(stack, 'no other workload finds this one');

    expect(found.map(({ id }) => id)).toEqual(['/TestStack/Neither', '/TestStack/Client']);
    expect(found[0].entry.data).toContain(
      "no other workload finds this one: give 'serviceConnect' (ServiceConnect.server) or 'serviceDiscovery', or use a WorkerService when nothing calls it",
    );
  });

  test('may be deployed blue/green by Service Connect alone', () => {
    const stack = testStack();

    backend(clusterIn(stack), 'Orders', {
      serviceConnect: ServiceConnect.server('orders'),
      deployment: ServiceDeployment.blueGreen(),
    });

    expect(serviceOf(stack, 'Orders').Properties.DeploymentConfiguration.Strategy).toBe('BLUE_GREEN');
  });
});

describe('who may call a backend', () => {
  const rules = (stack: Stack) => {
    const template = Template.fromStack(stack);
    return [
      ...Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')),
      ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')),
    ].map(({ Type, Properties }) => [
      Type.replace('AWS::EC2::SecurityGroup', ''),
      Properties.FromPort,
      Properties.ToPort,
    ]);
  };

  test('both sides are opened on the container port, whatever the port of the alias is', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const server = connected(cluster, 'Orders', { port: 80 });

    connected(cluster, 'Web').allowTo(server);

    expect(rules(stack)).toEqual([
      ['Egress', 8080, 8080],
      ['Ingress', 8080, 8080],
    ]);
  });

  test('both sides are opened on the port of the proxy when it has one of its own', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const server = connected(cluster, 'Orders', { ingressPortOverride: 15000 });

    connected(cluster, 'Web').allowTo(server);

    expect(rules(stack)).toEqual([
      ['Egress', 15000, 15000],
      ['Ingress', 15000, 15000],
    ]);
  });

  test('by DNS on the container port, without an order of deployment', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    cluster.addDefaultCloudMapNamespace({ name: 'shop.internal' });
    const server = backend(cluster, 'Orders', { serviceDiscovery: ServiceDiscovery.named('orders') });

    backend(cluster, 'Web').allowTo(server);

    expect(rules(stack)).toEqual([
      ['Egress', 8080, 8080],
      ['Ingress', 8080, 8080],
    ]);
    expect(serviceOf(stack, 'Web').DependsOn).not.toContainEqual(expect.stringMatching(/^OrdersService/));
  });

  test('the caller is deployed after the called', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const [server, client] = [connected(cluster, 'Orders'), connected(cluster, 'Web')];

    client.allowTo(server);

    expect(serviceOf(stack, 'Web').DependsOn).toContainEqual(expect.stringMatching(/^OrdersService/));
    expect(serviceOf(stack, 'Orders').DependsOn).not.toContainEqual(expect.stringMatching(/^WebService/));
  });

  test('a circle of callers is broken where it closes, and told', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const [a, b, c] = ['A', 'B', 'C'].map((id) => connected(cluster, id));

    a.allowTo(b);
    b.allowTo(c);
    c.allowTo(a);

    expect(serviceOf(stack, 'CS').DependsOn).not.toContainEqual(expect.stringMatching(/^AService/));
    expect(warnings(stack, 'waits for it already')[0].entry.data).toContain(
      "it calls 'TestStack/A/Service', which waits for it already: its first tasks do not know that endpoint until it is deployed again; let one call the other, or use service discovery",
    );
  });

  test('a service made by hand is called as well, and fails without a port that is known', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
    taskDefinition.addContainer('app', { image, portMappings: [{ containerPort: 9090, name: 'legacy' }] });
    const byHand = new ecs.FargateService(stack, 'ByHand', { cluster, taskDefinition, minHealthyPercent: 100 });
    ServiceConnect.server('legacy').enableOn(byHand);
    const client = connected(cluster, 'Web');

    client.allowTo(byHand);

    expect(rules(stack)).toEqual([
      ['Egress', 9090, 9090],
      ['Ingress', 9090, 9090],
    ]);
    expect(serviceOf(stack, 'Web').DependsOn).toContainEqual(expect.stringMatching(/^ByHandService/));
    expect(() => client.allowTo(new ec2.SecurityGroup(stack, 'Group', { vpc: cluster.vpc }))).toThrow(
      "TestStack/Web: [Workload.noPort] 'port' is required, because the target has no port that is known; pass the port that it listens on",
    );
  });

  test('across stacks the caller follows by its rules', () => {
    const app = testApp();
    const [shared, orders, web] = ['Shared', 'OrdersStack', 'WebStack'].map((id) => new Stack(app, id));
    const cluster = clusterIn(shared);
    const server = backend(cluster, 'Orders', { serviceConnect: ServiceConnect.server('orders') }, orders);
    const client = backend(cluster, 'Web', { serviceConnect: ServiceConnect.client() }, web);

    client.allowTo(server);
    app.synth();

    expect(web.dependencies).toContain(orders);
    expect(orders.dependencies).not.toContain(web);
  });
});
