export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
export const DAEMON_TASK_DEFINITION = 'AWS::ECS::DaemonTaskDefinition';
/** Everything that holds containers. */
export const TASKS: readonly string[] = [TASK_DEFINITION, DAEMON_TASK_DEFINITION];
export const CLUSTER = 'AWS::ECS::Cluster';
export const SERVICE = 'AWS::ECS::Service';
export const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
/** Everything that describes a container instance. */
export const HOSTS: readonly string[] = [LAUNCH_TEMPLATE, 'AWS::AutoScaling::LaunchConfiguration'];
export const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
/** Everything that holds IAM statements of an identity. */
export const IDENTITY_POLICIES: readonly string[] = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'];
