/**
 * Families whose instances have no branch network interfaces, so no trunk.
 *
 * Source: limits of aws/amazon-vpc-resource-controller-k8s (2026-03-20) and karpenter-provider-aws (2026-08-06).
 */
const WITHOUT_BRANCHES = 'c1 c3 c4 d2 f1 h1 i2 m1 m2 m3 m4 p3 r3 r4 t1 t2 t3 t3a t4g u-6tb1 x1 x1e'.split(' ');

/**
 * Families and types that EC2 can trunk and the ECS developer guide calls unsupported (container-instance-eni page,
 * 2023-05-19). Its own tables list some of them all the same: a reason to warn, none to refuse.
 */
const DOUBTED_FAMILIES =
  'c5n d3 d3en g3 g3s g4dn i3 i3en inf1 m5dn m5n m5zn mac1 r5b r5dn r5n u-12tb1 u-9tb1 z1d'.split(' ');
const DOUBTED_TYPES =
  'a1.metal c5.metal c5a.8xlarge c5ad.8xlarge c5d.metal m5.metal p3dn.24xlarge r5.8xlarge r5.metal r5d.metal'.split(
    ' ',
  );

/** Whether instances of a type can have a trunk: for sure not, not by the guide, or as far as is known. */
export function trunkSupport(instanceType: string): 'never' | 'doubted' | 'supported' {
  const [family] = instanceType.split('.');
  if (WITHOUT_BRANCHES.includes(family)) {
    return 'never';
  }
  return DOUBTED_FAMILIES.includes(family) || DOUBTED_TYPES.includes(instanceType) ? 'doubted' : 'supported';
}
