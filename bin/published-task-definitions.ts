import { Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import {
  CapacityStrategy,
  HardenedTaskDefinition,
  ProcessNamespace,
  SystemControls,
  TaskAccess,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  TaskSecurityGroup,
  TaskSize,
} from '../lib';

/** What nginx writes to; it starts as root, so its workers can be another user. */
const NGINX_WRITES = ['/run', '/var/cache/nginx'];

/**
 * Three task definitions that AWS published, as services that would run today.
 *
 * - nginx in awsvpc mode: "Introducing Cloud Native Networking for Amazon ECS Containers", 2017-11-14
 * - a shared process namespace, and a proxy with kernel parameters: "Announcing additional Linux controls for Amazon ECS
 *   tasks on AWS Fargate", 2023-08-09
 */
export class PublishedTaskDefinitions extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    // The images are public, so the tasks need a way to the internet; with images in ECR, endpoints would do.
    const { vpc } = new TaskNetwork(this, 'Network', { egress: TaskEgress.nat(1) });
    // Of each service two tasks are on demand, and all others are Spot.
    const cluster = new TaskCluster(this, 'Cluster', { vpc, defaultStrategy: CapacityStrategy.onDemandFloor(2) });

    const nginx = new HardenedTaskDefinition(this, 'Nginx', {
      family: 'nginx-awsvpc',
      size: TaskSize.of(256, 512),
    });
    nginx.addTaskContainer('nginx', {
      image: ecs.ContainerImage.fromRegistry('nginx:latest'),
      cpu: 100,
      memoryLimitMiB: 512,
      port: 80,
      writablePaths: NGINX_WRITES,
    });

    const shared = new HardenedTaskDefinition(this, 'SharedProcesses', {
      family: 'fargatepidsharing',
      size: TaskSize.of(256, 512),
      processNamespace: ProcessNamespace.sharedByTask(),
    });
    shared.addTaskContainer('nginx', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.25-perl'),
      writablePaths: NGINX_WRITES,
    });
    shared.addTaskContainer('sleeper', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/amazonlinux/amazonlinux:2'),
      command: ['sleep', 'infinity'],
      user: '10001',
    });

    const proxy = new HardenedTaskDefinition(this, 'Proxy', {
      size: TaskSize.of(512, 1024),
      systemControls: SystemControls.of({
        'net.core.somaxconn': '6000',
        'net.ipv4.ip_local_port_range': '1024 65000',
      }),
    });
    proxy.addTaskContainer('myproxy', {
      image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(this, 'ProxyImages', 'myproxy')),
    });

    Validations.of(this).acknowledge({
      id: 'cdk-ecs-groundwork:Image.movingTag',
      reason: 'the images as AWS published them; a task definition of your own names a version or a digest',
    });

    this.serve('NginxService', cluster, nginx);
    this.serve('SharedProcessesService', cluster, shared);
    this.serve('ProxyService', cluster, proxy);
  }

  private serve(id: string, cluster: ecs.ICluster, taskDefinition: ecs.TaskDefinition): void {
    const securityGroup = new TaskSecurityGroup(this, `${id}Group`, { vpc: cluster.vpc });
    TaskAccess.of(securityGroup).toInternet(443, 'the registries of public images');
    new ecs.FargateService(this, id, {
      cluster,
      taskDefinition,
      securityGroups: [securityGroup],
      desiredCount: 2,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
    });
  }
}
