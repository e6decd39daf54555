// How do I give a proxy deep accept queues and all the local ports there are?
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { HardenedTaskDefinition, SystemControls, TaskSize } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'TaskProxy');
  const task = new HardenedTaskDefinition(stack, 'Proxy', {
    size: TaskSize.of(512, 1024),
    // Rendered on every container: in awsvpc mode they share one network namespace, and the last to start would win.
    systemControls: SystemControls.proxy({ reservedPorts: [8080, 9901] }).plus(SystemControls.deadPeerDetection()),
  });
  task.addTaskContainer('envoy', {
    image: ecs.ContainerImage.fromRegistry('envoyproxy/envoy:distroless-v1.34.1'),
    user: '65532',
    portMappings: [{ containerPort: 8080 }, { containerPort: 9901 }],
    // From SIGTERM to SIGKILL; Fargate allows 120 seconds at most.
    stopTimeout: Duration.seconds(60),
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
