import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { EcsChecks } from '../../lib/checks';
import { LogDestination } from '../../lib/firelens/log-destination';
import { PinnedImage } from '../../lib/security/pinned-image';
import { TaskEgress } from '../../lib/task-networking/task-egress';
import { TaskNetwork } from '../../lib/task-networking/task-network';
import { BackendService } from '../../lib/workloads/backend-service';
import { WorkloadTask } from '../../lib/workloads/workload-task';

const DIGEST = `sha256:${'9f86d081'.repeat(8)}`;

test('a workload that logs to Datadog and to CloudWatch Logs by the router of the library is accepted by all checks', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const { vpc } = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
  const key = secretsmanager.Secret.fromSecretNameV2(stack, 'Key', 'datadog/api-key');
  new BackendService(stack, 'Api', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop'), DIGEST),
      port: 8080,
      user: '10001',
    },
    task: WorkloadTask.of({
      logs: [
        LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Logs')),
        LogDestination.datadog(ecs.Secret.fromSecretsManager(key), { site: 'datadoghq.eu' }),
      ],
    }),
  });
  Validations.of(app).addPlugins(...EcsChecks.all());

  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    app.synth();
  } finally {
    silence.mockRestore();
  }
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: { readonly violations?: { readonly ruleName: string; readonly severity?: string }[] }[];
  };
  const violations = pluginReports.flatMap((report) => report.violations ?? []);

  expect(violations.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(violations.map(({ ruleName }) => ruleName).filter((name) => name.includes('TrustedRegistry'))).toEqual([]);
});
