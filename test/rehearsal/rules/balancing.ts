import { refersTo, Refused, View } from '../world';
import type { Rule } from '.';

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** Everything that sends requests somewhere: rules and listeners of templates, and rules that functions made. */
function senders(view: View, perhaps = false): { readonly id: string; readonly properties: any }[] {
  return [
    ...(perhaps ? view.perhaps(RULE, LISTENER) : view.of(RULE, LISTENER)),
    ...[...view.world.called].map(([id, properties]) => ({ id, properties })),
  ];
}

/**
 * Two rules of one listener do not share a priority.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
 */
const priorities: Rule = ({ verb, type, after = {}, live }, view) => {
  if (type !== RULE || verb === 'DELETE') {
    return;
  }
  const twin = senders(view, true).find(
    (each) =>
      each !== live &&
      each.properties.ListenerArn === after.ListenerArn &&
      each.properties.Priority !== undefined &&
      String(each.properties.Priority) === String(after.Priority),
  );
  if (twin !== undefined) {
    throw new Refused('PriorityInUse', `Priority '${after.Priority}' is currently in use by ${twin.id}`);
  }
};

/**
 * A service may use a target group only when a listener leads to it.
 *
 * @see https://repost.aws/knowledge-center/ecs-service-target-group-error "does not have an associated load balancer"
 */
const listened: Rule = ({ verb, type, after = {} }, view) => {
  if (type !== 'AWS::ECS::Service' || verb === 'DELETE') {
    return;
  }
  for (const { TargetGroupArn } of after.LoadBalancers ?? []) {
    const known = view.byRef(TARGETS, TargetGroupArn);
    if (known && !senders(view).some(({ properties }) => JSON.stringify(properties).includes(`"${TargetGroupArn}"`))) {
      throw new Refused(
        'InvalidParameterException',
        `The target group with targetGroupArn ${TargetGroupArn} does not have an associated load balancer`,
      );
    }
  }
};

/**
 * A target group belongs to one load balancer.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html "Load balancers per target group: 1"
 */
const oneBalancer: Rule = ({ verb, type, after = {}, live }, view) => {
  if ((type !== RULE && type !== LISTENER) || verb === 'DELETE') {
    return;
  }
  const balancerOf = (properties: any): unknown =>
    properties.LoadBalancerArn ??
    view.perhaps(LISTENER).find((each) => refersTo(each, properties.ListenerArn))?.properties.LoadBalancerArn;
  const own = balancerOf(after);
  for (const targets of view.perhaps(TARGETS).filter(({ ref }) => JSON.stringify(after).includes(`"${ref}"`))) {
    const other = senders(view, true).find(
      (each) =>
        each !== live &&
        JSON.stringify(each.properties).includes(`"${targets.ref}"`) &&
        balancerOf(each.properties) !== own,
    );
    if (own !== undefined && other !== undefined && balancerOf(other.properties) !== undefined) {
      throw new Refused(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${targets.ref}`,
      );
    }
  }
};

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html ResourceInUse */
const targetsInUse: Rule = ({ verb, type, live }, view) => {
  const user =
    type === TARGETS && verb === 'DELETE'
      ? senders(view, true).find(({ properties }) => JSON.stringify(properties).includes(`"${live.ref}"`))
      : undefined;
  if (user !== undefined) {
    throw new Refused('ResourceInUse', `Target group '${live.ref}' is currently in use by ${user.id}`);
  }
};

/**
 * Behind Service Connect with TLS the port of the container speaks TLS, to the load balancer too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
 */
const tlsTargets: Rule = ({ verb, type, after = {} }, view) => {
  if (type !== 'AWS::ECS::Service' || verb === 'DELETE') {
    return;
  }
  const task = view.byRef('AWS::ECS::TaskDefinition', after.TaskDefinition);
  const ports = (task?.properties.ContainerDefinitions ?? []).flatMap((each: any) => each.PortMappings ?? []);
  const encrypted = (after.ServiceConnectConfiguration?.Services ?? [])
    .filter((each: any) => each.Tls !== undefined && each.IngressPortOverride === undefined)
    .map((each: any) => ports.find((port: any) => port.Name === each.PortName)?.ContainerPort);
  for (const { ContainerPort, TargetGroupArn } of after.LoadBalancers ?? []) {
    const targets = view.byRef(TARGETS, TargetGroupArn);
    if (encrypted.includes(ContainerPort) && targets && targets.properties.Protocol !== 'HTTPS') {
      throw new Refused(
        'NotStabilized',
        `targets of ${targets.id} stay unhealthy: ${targets.properties.Protocol} to a port that speaks TLS`,
      );
    }
  }
};

/**
 * A bucket that load balancers wrote to is not empty, and cannot be deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html BucketNotEmpty
 */
const bucketEmpty: Rule = ({ verb, type, live }, { world }) => {
  if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && verb !== 'DELETE') {
    const attributes: any[] = live.properties.LoadBalancerAttributes ?? [];
    const name = attributes.find(({ Key }) => Key === 'access_logs.s3.bucket')?.Value;
    [...world.live]
      .filter((each) => each.type === 'AWS::S3::Bucket' && refersTo(each, name))
      .forEach((each) => (each.drift.filled = true));
  }
  if (type === 'AWS::S3::Bucket' && verb === 'DELETE' && live.drift.filled === true) {
    throw new Refused('BucketNotEmpty', `The bucket ${live.ref} you tried to delete is not empty`);
  }
};

export const BALANCING: readonly Rule[] = [priorities, listened, oneBalancer, targetsInUse, tlsTargets, bucketEmpty];
