// How do I harden the task definitions that I already have?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ScratchStorage, TaskDefinitionChecks, TaskHardening } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'TaskExisting');
  const task = new ecs.FargateTaskDefinition(stack, 'Web', { cpu: 512, memoryLimitMiB: 1024 });
  task.with(
    new TaskHardening({
      scratch: ScratchStorage.tmpfs(),
      containers: { web: { writablePaths: ['/run', '/var/cache/nginx'] } },
    }),
  );
  // Added afterwards, and covered all the same.
  task.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.27'),
    portMappings: [{ containerPort: 80 }],
  });

  // And every other task definition of the app, whoever wrote it, is judged by what its template says.
  Validations.of(app).addPlugins(new TaskDefinitionChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
