import { Stack, Token, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { fail } from '../../internal/errors';
import { openWay, ruleOf } from './rule-once';

/**
 * Port of every target group. ECS names the port of each task when it registers it, and the health check follows that, so
 * this one is never used; always the same, so that another port of the container does not replace the group.
 */
export const UNUSED_PORT = 80;

/** A container and port of a service that a target group reaches. */
export interface TargetPort {
  readonly containerName: string;
  readonly containerPort: number;
}

/** The container and port that are meant; refuses a port that the container does not expose. */
export function targetPort(
  scope: Construct,
  service: ecs.BaseService,
  containerName?: string,
  containerPort?: number,
): TargetPort {
  const { taskDefinition } = service;
  const container =
    containerName === undefined ? taskDefinition.defaultContainer : taskDefinition.findContainer(containerName);
  if (!container) {
    return fail(
      scope,
      'LoadBalancing.noContainer',
      containerName === undefined
        ? `'${service.node.path}' has no essential container yet; add it before the target`
        : `'containerName' is '${containerName}', which is no container of '${service.node.path}'; name one that is there`,
    );
  }
  const exposed = container.portMappings.map((mapping) => mapping.containerPort);
  const port = containerPort ?? exposed[0];
  if (
    port === undefined ||
    (!Token.isUnresolved(port) && !exposed.some((one) => Token.isUnresolved(one) || one === port))
  ) {
    fail(
      scope,
      'LoadBalancing.portNotExposed',
      `'containerPort' ${port ?? 'is not given and'} is not exposed by container '${container.containerName}' of '${service.node.path}', its port mappings are ${exposed.join(', ') || 'none'}; add the port mapping, or target one of these`,
    );
  }
  return { containerName: container.containerName, containerPort: port };
}

/**
 * Lets a load balancer reach the tasks on the ports of traffic and health check, both rules in the stack of the service. The
 * service waits for them, so that they go after it: tasks that are drained still answer.
 */
export function openTargets(
  service: ecs.BaseService,
  balancer: ec2.IConnectable,
  ports: readonly number[],
  description = 'Load balancer',
): void {
  for (const port of new Set(ports)) {
    openWay(balancer, service, ec2.Port.tcp(port), 'server', description);
    const rules = service.connections.securityGroups.flatMap((into) =>
      balancer.connections.securityGroups.flatMap((from) => [
        ruleOf('in', into, from, ec2.Port.tcp(port)) ?? [],
        ruleOf('out', from, into, ec2.Port.tcp(port)) ?? [],
      ]),
    );
    // Those of another stack would make it depend on this one, or are there before it in any case.
    const own = rules.flat().filter((rule) => Stack.of(rule) === Stack.of(service));
    service.node.defaultChild?.node.addDependency(...own);
  }
}

/** Checks the port of a health check, which may differ from the port of the traffic. */
export function healthPort(scope: Construct, port: number | undefined, label: string = "'healthCheckPort'"): number[] {
  if (port !== undefined && !Token.isUnresolved(port) && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    fail(
      scope,
      'LoadBalancing.healthCheckPort',
      `${label} must be an integer from 1 to 65535, got ${port}; leave it out to check the port of the traffic`,
    );
  }
  return port === undefined ? [] : [port];
}

/** Explains to cdk-nag why everybody may reach the group of a load balancer that faces the internet. */
export function explainOpenGroup(group: Construct): void {
  Validations.of(group).acknowledge({
    id: 'AwsSolutions::AwsSolutions-EC23',
    reason: "'internetFacing' is true, so the ports of the listeners accept traffic from 0.0.0.0/0",
  });
}

/** Explains to cdk-nag why a listener has no certificate. */
export function explainRedirect(listener: Construct): void {
  Validations.of(listener).acknowledge(
    ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => ({
      id: `${pack}::${pack}-ELBv2ACMCertificateRequired`,
      reason: 'the listener only redirects to the one with a certificate',
    })),
  );
}
