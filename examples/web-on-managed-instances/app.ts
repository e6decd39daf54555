// How do I run a web service on instances that AWS looks after?
import { App, Size, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  CapacityChecks,
  CapacityStrategy,
  EcsStartProof,
  PinnedImage,
  ManagedInstancesCapacity,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  TaskSize,
  WebService,
  WorkloadTask,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'WebOnManagedInstances');
  const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const capacity = new ManagedInstancesCapacity(stack, 'Capacity', {
    cluster,
    vpcSubnets: network.vpcSubnets,
    instanceRequirements: {
      vCpuCountMin: 2,
      memoryMin: Size.gibibytes(8),
      cpuManufacturers: [ec2.CpuManufacturer.INTEL, ec2.CpuManufacturer.AMD],
    },
  });
  // A default for all services of the cluster: what comes after it need not name a strategy.
  cluster.useByDefault(CapacityStrategy.only(capacity));
  const shop = new WebService(stack, 'Shop', {
    cluster,
    certificate: acm.Certificate.fromCertificateArn(
      stack,
      'Certificate',
      stack.formatArn({
        service: 'acm',
        resource: 'certificate',
        resourceName: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      }),
    ),
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop'), DIGEST),
      port: 8080,
      user: '10001',
    },
  });
  // Other services may come to its instances: Nist800190Checks finds what differs in this tag and shares a kernel.
  Tags.of(shop).add('Sensitivity', 'public');

  // For Nist800190Checks: AWS's own keys encrypt logs and disks; keys of yours cost 1 USD a month each.
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.190-LogGroupCmk', reason: 'the logs hold no personal data' },
    { id: 'NIST.800.190-ECSClusterStorageCmk', reason: 'the tasks keep nothing on disk' },
  );
  Validations.of(app).addPlugins(new EcsStartProof(), new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
