// How do I migrate a database by a task that the on-call engineer starts?
import { App, ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { EcsStartProof, OneOffJob, PinnedImage, TaskCluster, TaskNetwork, TaskSecret } from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'JobOneOff');
  // Isolated subnets. The endpoints come from what the task of the job needs: ECR, S3 for its layers, the secret, the logs.
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const database = new ec2.SecurityGroup(stack, 'Database', { vpc: network.vpc, allowAllOutbound: false });
  const password = secretsmanager.Secret.fromSecretCompleteArn(
    stack,
    'Password',
    stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: 'orders/database-AbCdEf',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  const onCall = iam.Role.fromRoleName(stack, 'OnCall', 'on-call');

  const migration = new OneOffJob(stack, 'Migration', {
    cluster,
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'orders'), DIGEST),
      user: '10001',
      secrets: { DB_PASSWORD: TaskSecret.fromSecret(password, { jsonField: 'password' }) },
    },
    // aws stepfunctions start-execution --input '{"to":"42"}' ... migrates to version 42.
    overrides: [{ command: ['migrate', '--to', '{% $states.input.to %}'] }],
    starters: [onCall],
    // Half a migration must be looked at, so it is not run again when it fails.
    timeout: Duration.minutes(30),
  });
  migration.allowTo(database, 5432);

  // For Nist800190Checks: AWS's own keys encrypt logs and disks; keys of yours cost 1 USD a month each.
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.190-LogGroupCmk', reason: 'the logs hold no personal data' },
    { id: 'NIST.800.190-ECSClusterStorageCmk', reason: 'the tasks keep nothing on disk' },
  );
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
