import { Duration } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { InfrastructureRole } from '../security/infrastructure-role';
import { UNUSED_PORT, healthPort, openTargets, targetPort } from './private/balanced-ports';
import { certificateRegionFaults } from './private/certificate-region';
import { EcsManagedListenerRule } from './private/ecs-managed-listener-rule';
import { ListenerRules } from './private/listener-rules';
import { secureTargets } from './private/secure-targets';
import { targetGroupFaults } from './private/target-group-faults';
import type { TargetHealthCheck, AddHttpServiceOptions, AddShiftingServiceOptions } from './listener-service-options';

/** A service whose deployments shift traffic, behind a listener. */
export interface ShiftingTarget {
  /** The target group that is first at the beginning. */
  readonly targetGroup: elbv2.ApplicationTargetGroup;
  /** The other one; each deployment that succeeds makes the two change places. */
  readonly alternateTargetGroup: elbv2.ApplicationTargetGroup;
  /** ARN of the rule of the production traffic. */
  readonly ruleArn: string;
  /**
   * ARN of the rule of the test traffic.
   *
   * @default - there is no test listener
   */
  readonly testRuleArn?: string;
  /** Role with which ECS shifts the traffic. */
  readonly role: InfrastructureRole;
}

/**
 * A listener of an Application Load Balancer, yours or one of a `TaskApplicationLoadBalancer`, and the services behind it.
 *
 * The rules of a listener are known once for the whole app, however often it is wrapped: two services never share one.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
@guarded
export class TaskListener {
  /** The listener as one for tasks. It may be of this app or imported. */
  public static of(listener: elbv2.IApplicationListener): TaskListener {
    return new TaskListener(listener);
  }

  private constructor(
    /** The listener. */
    public readonly listener: elbv2.IApplicationListener,
  ) {}

  /**
   * Adds a certificate to those of the listener, which answers with it to clients that call its name (SNI).
   *
   * Fails with `TaskListener.certificateRegion` when the certificate is of another region.
   *
   * @param owner of the new certificate resource
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
   */
  public addCertificate(owner: Construct, id: string, certificate: acm.ICertificate): void {
    failAll(owner, certificateRegionFaults(owner, 'TaskListener.certificateRegion', certificate));
    new elbv2.ApplicationListenerCertificate(owner, id, { listener: this.listener, certificates: [certificate] });
  }

  /**
   * Routes hosts and paths to a service. Target group, rule and security-group rules go to the stack of the service.
   *
   * Fails with `TaskListener.noSecurityGroup` when the security group of the listener is not known, so that neither side
   * could be opened; with `TaskListener.noCondition`, `TaskListener.tooManyConditions`, `TaskListener.priority`,
   * `TaskListener.priorityTaken`, `TaskListener.sameRule`, `TaskListener.unknownCondition`, `TaskListener.host` and
   * `TaskListener.path` for rules that cannot be; with
   * `TaskListener.healthCheckPath`, `TaskListener.healthyHttpCodes`, `TaskListener.healthCheckInterval` and
   * `TaskListener.deregistrationDelay` for target groups that cannot be; with `LoadBalancing.…` for ports.
   *
   * @param id of the target under the service; it is part of the contract, as renaming it replaces the target group
   */
  public addService(
    id: string,
    service: ecs.BaseService,
    options: AddHttpServiceOptions = {},
  ): elbv2.ApplicationTargetGroup {
    const { hosts = [], paths = [] } = options;
    failAll(service, targetGroupFaults(options));
    this.refuseClosed(service);
    const priority = priorityOf(service, this.listener, options);
    const port = targetPort(service, service, options.containerName, options.containerPort);
    const health = healthPort(service, options.healthCheck?.port, "'port' of 'healthCheck'");
    const targetGroup = new elbv2.ApplicationTargetGroup(service, id, targetGroupProps(service, options));
    secureTargets(service, targetGroup, port.containerPort, options.healthCheck?.port);
    targetGroup.addTarget(service.loadBalancerTarget(port));
    const conditions = [
      ...(hosts.length > 0 ? [elbv2.ListenerCondition.hostHeaders(hosts)] : []),
      ...(paths.length > 0 ? [elbv2.ListenerCondition.pathPatterns(paths)] : []),
    ];
    const rule = new elbv2.CfnListenerRule(targetGroup, 'Rule', {
      listenerArn: this.listener.listenerArn,
      priority,
      conditions: conditions.map((condition) => condition.renderRawCondition()),
      actions: [{ type: 'forward', targetGroupArn: targetGroup.targetGroupArn }],
    });
    targetGroup.registerListener(this.listener, rule);
    openTargets(service, this.listener, [port.containerPort, ...health]);
    return targetGroup;
  }

  /**
   * Routes hosts and paths to a service whose deployments shift traffic between two target groups: blue/green, linear and
   * canary ones.
   *
   * The weights of the rule belong to ECS, so the rule is made by a function of the stack, and no update of the stack
   * touches its weights. Its drawn `priority` is another than that of `addService`: see there what changes from the one
   * to the other. Fails as `addService` does.
   *
   * @param id of the target under the service; the first target group has it, as with `addService`
   */
  public addShiftingService(
    id: string,
    service: ecs.BaseService,
    options: AddShiftingServiceOptions = {},
  ): ShiftingTarget {
    failAll(service, targetGroupFaults(options));
    this.refuseClosed(service);
    const port = targetPort(service, service, options.containerName, options.containerPort);
    const health = healthPort(service, options.healthCheck?.port, "'port' of 'healthCheck'");
    const props = targetGroupProps(service, options);
    const targetGroup = new elbv2.ApplicationTargetGroup(service, id, props);
    const alternate = new elbv2.ApplicationTargetGroup(targetGroup, 'Alternate', props);
    const ruleOf = (listener: elbv2.IApplicationListener) => ({
      listener,
      priority: priorityOf(service, listener, options, true),
      hosts: options.hosts ?? [],
      paths: options.paths ?? [],
      targetGroups: [targetGroup, alternate],
    });
    const rule = new EcsManagedListenerRule(targetGroup, 'HeldRule', ruleOf(this.listener));
    const test =
      options.testListener && new EcsManagedListenerRule(targetGroup, 'TestRule', ruleOf(options.testListener));
    for (const group of [targetGroup, alternate]) {
      secureTargets(service, group, port.containerPort, options.healthCheck?.port);
      group.registerListener(this.listener, rule);
    }
    const role = options.role ?? new InfrastructureRole(targetGroup, 'ShiftRole');
    role.allowTrafficShift({
      targetGroups: [targetGroup, alternate],
      listenerRuleArns: [rule.ruleArn, ...(test ? [test.ruleArn] : [])],
    });
    targetGroup.addTarget(
      service.loadBalancerTarget({
        ...port,
        alternateTarget: {
          bind: () => ({
            alternateTargetGroupArn: alternate.targetGroupArn,
            roleArn: role.roleArn,
            productionListenerRule: rule.ruleArn,
            testListenerRule: test?.ruleArn,
          }),
        },
      }),
    );
    // The resource alone: what hangs under the service is what the role speaks of.
    service.node.defaultChild!.node.addDependency(role);
    for (const listener of [this.listener, ...(options.testListener ? [options.testListener] : [])]) {
      openTargets(service, listener, [port.containerPort, ...health]);
    }
    return { targetGroup, alternateTargetGroup: alternate, ruleArn: rule.ruleArn, testRuleArn: test?.ruleArn, role };
  }

  private refuseClosed(service: ecs.BaseService): void {
    // One that was imported without its group has a list with nothing in it.
    const groups: unknown[] = this.listener.connections?.securityGroups ?? [];
    if (groups.every((group) => group === undefined)) {
      fail(
        service,
        'TaskListener.noSecurityGroup',
        `the security group of listener '${this.listener.node.path}' is not known, so neither side can be opened; import it by elbv2.ApplicationListener.fromApplicationListenerAttributes with its 'securityGroup'`,
      );
    }
  }
}

function targetGroupProps(
  { cluster }: ecs.BaseService,
  { deregistrationDelay, healthCheck = {} }: AddHttpServiceOptions,
): elbv2.ApplicationTargetGroupProps {
  const { path = '/', port, healthyHttpCodes, interval }: TargetHealthCheck = healthCheck;
  const check = {
    path,
    healthyHttpCodes,
    interval,
    port: port === undefined ? undefined : String(port),
  } satisfies Record<keyof TargetHealthCheck, unknown>;
  return {
    vpc: cluster.vpc,
    port: UNUSED_PORT,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: deregistrationDelay ?? Duration.seconds(30),
    healthCheck: check,
  };
}

function priorityOf(
  service: ecs.BaseService,
  listener: elbv2.IApplicationListener,
  options: AddHttpServiceOptions,
  ecsManaged = false,
): number {
  const { hosts = [], paths = [], priority } = options;
  return ListenerRules.of(service, listener).place(service, { hosts, paths, priority, ecsManaged });
}
