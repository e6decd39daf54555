// How do I watch the processes of a container without giving it any capability?
import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { HardenedTaskDefinition, ProcessNamespace, ProcessObserver, TaskSize } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'TaskObserver');
  const task = new HardenedTaskDefinition(stack, 'Api', {
    size: TaskSize.of(512, 1024),
    processNamespace: ProcessNamespace.sharedByTask(),
  });
  // A user of its own: containers of one user read each other's environment and files.
  task.addTaskContainer('api', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', "require('http').createServer((_, answer) => answer.end('ok')).listen(8080)"],
    user: '10001',
    port: 8080,
  });
  // Starts beside it, may trace it, and may stop without stopping the task.
  new ProcessObserver(stack, 'Tracer', {
    taskDefinition: task,
    // An image of yours that has strace and pgrep.
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/your-alias/tracer:1.0.0'),
    command: ['sh', '-c', 'exec strace -f -p "$(pgrep -o node)"'],
    memoryLimitMiB: 128,
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
