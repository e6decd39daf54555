// How does an engineer get into a running container at night, and how do I know in the morning what was typed?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExecAccess, ExecGuardPolicy, ExecOperatorPolicy, HardenedTaskDefinition } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'BreakGlass');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
  vpc.addFlowLog('FlowLog');
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENHANCED });
  const taskDefinition = new HardenedTaskDefinition(stack, 'Task', {
    containers: {
      web: {
        image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:24'),
        command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
        user: '1000',
      },
    },
  });
  const service = new ecs.FargateService(stack, 'Web', {
    cluster,
    taskDefinition,
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
  });
  service.node.addDependency(vpc); // The first task needs the routes.

  // Sessions are encrypted and recorded; the root file system stays read-only beside the agent's three volumes.
  const access = new ExecAccess(stack, 'Exec');
  access.enableOn(service);
  // Sessions without Docker's default capabilities are not proved: open one, then say so here.
  Validations.of(service).acknowledge({
    id: 'cdk-ecs-groundwork:ExecAccess.droppedCapabilities',
    reason: 'a session was opened in staging',
  });

  // This role may enter `web` and nothing else; every session is a line in CloudTrail with the engineer's name.
  const night = new iam.Role(stack, 'NightShift', { assumedBy: new iam.AccountRootPrincipal() });
  night.addManagedPolicy(
    new ExecOperatorPolicy(stack, 'MayEnterWeb', { cluster, access, containers: ['web'], requireMfa: true }),
  );
  // Attached to pipelines and developers: nobody switches Exec on beside this code.
  new ExecGuardPolicy(stack, 'KeepExecOff');
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
