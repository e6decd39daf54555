import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { PublishedTaskDefinitions } from '../../bin/published-task-definitions';
import { reportOn } from '../../bin/report';
import { Shop } from '../../bin/shop';

function report(build: (app: App) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'report-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    build(app);
    app.synth();
    return reportOn(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

test('tells what will run, at which size, with which kernel settings', () => {
  const lines = report((app) => new PublishedTaskDefinitions(app, 'Groundwork'));

  expect(lines).toEqual(
    expect.arrayContaining([
      'Stack Groundwork',
      '  nginx-awsvpc: 2 tasks on FARGATE, 0.25 vCPU, 512 MiB',
      '    processes   shared (pidMode task)',
      '    kernel      net.core.somaxconn = 6000',
      '                net.ipv4.ip_local_port_range = 1024 65000',
      '    container   myproxy: <…>.dkr.ecr.<…>.<…>/myproxy:latest',
      "      user      the image's own; give it a non-root 'user' where it can run as one",
      '      user      10001',
      '      dropped   ALL',
      '      ports     80',
    ]),
  );
});

test('tells whether every task can start, and where the tasks land', () => {
  const lines = report((app) => new PublishedTaskDefinitions(app, 'Groundwork'));

  expect(lines).toContain('  10 proved, 0 broken, 0 unknown');
  expect(lines.some((line) => /pull image nginx:latest.*proved\s+NAT gateway/.test(line))).toBe(true);
  expect(lines).toEqual(expect.arrayContaining(['  FARGATE', expect.stringMatching(/^ {4}tasks: .*desired 6/)]));
});

test('tells how far a service is scaled, and which tasks a job runs', () => {
  const lines = report((app) => new Shop(app, 'Shop'));

  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ {2}ShopWebTask\w+: 2 to 20 tasks on FARGATE, 0\.5 vCPU, 1024 MiB$/),
      expect.stringMatching(/^ {2}ShopOrdersTask\w+: 2 tasks on FARGATE/),
      expect.stringMatching(/^ {2}ShopReportJobTask\w+: a job, on FARGATE/),
      expect.stringMatching(/^ {2}21 proved, 0 broken, 0 unknown$/),
    ]),
  );
});

test('tells what was acknowledged, with the reason', () => {
  const lines = report((app) => {
    const task = new ecs.FargateTaskDefinition(new Stack(app, 'Mine'), 'Task');
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('example/app:1'), essential: true });
    Validations.of(task).acknowledge({ id: 'AwsSolutions::AwsSolutions-ECS7', reason: 'logs go elsewhere' });
  });

  expect(lines).toContain('  AwsSolutions::AwsSolutions-ECS7');
  expect(lines).toContain('    at /Mine/Task: logs go elsewhere');
});

test('shows an ordinary task definition as it is', () => {
  const lines = report((app) => {
    const task = new ecs.Ec2TaskDefinition(new Stack(app, 'Mine'), 'Task');
    task.addVolume({ name: 'v', host: {} });
    const container = task.addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('example/app:1'),
      essential: true,
      memoryLimitMiB: 64,
    });
    container.addMountPoints({ sourceVolume: 'v', containerPath: '/v', readOnly: false });
  });

  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^ {2}MineTask\w*: no service of this stack, for EC2, no CPU of its own, no memory of its own$/,
      ),
      '      root      writable',
      '      dropped   no capability',
      'Acknowledged, with the reason',
      '  nothing',
    ]),
  );
});
