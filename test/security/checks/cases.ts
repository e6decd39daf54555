/** Cases of each rule: templates, and the findings of that rule in them. */
export interface RuleCase {
  /** What is compliant. */
  readonly ok: Record<string, any>;
  /** What is not, with the finding's bracket (`''` for the resource as a whole) at resource `T`. */
  readonly bad: Record<string, any>;
  readonly finding: string;
  /** What only the deployment knows; rules that need nothing but presence have none. */
  readonly open?: Record<string, any>;
  readonly openFinding?: string;
  /** Where the rule must say nothing although the bad thing is there. */
  readonly silent?: Record<string, any>;
}

const ref = { Ref: 'P' };

const task = (container: object = {}, more: object = {}) => ({
  T: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { ContainerDefinitions: [{ Name: 'app', Image: 'x', ...container }], ...more },
  },
});
const fargate = { RequiresCompatibilities: ['FARGATE'], NetworkMode: 'awsvpc', Cpu: '256', Memory: '512' };
const windows = { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } };
const one = (Type: string, Properties: object = {}) => ({ T: { Type, Properties } });
const repository = (properties: object = {}) => one('AWS::ECR::Repository', properties);
const service = (properties: object = {}) => one('AWS::ECS::Service', properties);
const policy = (...Statement: object[]) => one('AWS::IAM::Policy', { PolicyName: 'p', PolicyDocument: { Statement } });
const role = (properties: object) =>
  one('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [] }, ...properties });
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const arn = (path: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, path]] });
const host = (data: object = {}, userData = 'echo ECS_CLUSTER=c >> /etc/ecs/ecs.config') =>
  one('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: { UserData: { 'Fn::Base64': { 'Fn::Join': ['', ['#!/bin/bash\n', userData]] } }, ...data },
  });
const noHost = (data: object, userData = '#!/bin/bash') =>
  one('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { UserData: { 'Fn::Base64': userData }, ...data } });
const group = (rules: object, more: object = {}) => ({
  ...one('AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: 'v', ...rules }),
  S: {
    Type: 'AWS::ECS::Service',
    Properties: {
      NetworkConfiguration: {
        AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': ['T', 'GroupId'] }], Subnets: ['s'] },
      },
    },
  },
  ...more,
});
const unused = (rules: object) => one('AWS::EC2::SecurityGroup', { GroupDescription: 'g', ...rules });
const ssh = { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] };
const efs = (configuration: object) =>
  task({}, { Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs', ...configuration } }] });
const ec2Service = (Value?: unknown, more: object = {}) => ({
  Type: 'AWS::ECS::Service',
  Properties: {
    LaunchType: 'EC2',
    Cluster: 'main',
    ...(Value !== undefined && { Tags: [{ Key: 'Sensitivity', Value }] }),
    ...more,
  },
});
const digest = `@sha256:${'a'.repeat(64)}`;
const ecrImage = (end: string) => ({
  Image: {
    'Fn::Join': ['', ['111122223333.dkr.ecr.eu-west-1.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: 'Repo' }, end]],
  },
});
const drop = (...Drop: unknown[]) => ({ LinuxParameters: { Capabilities: { Drop } } });
const add = (...Add: unknown[]) => ({ LinuxParameters: { Capabilities: { Add } } });
const audit = (ExecuteCommandConfiguration?: object) => ({
  T: { Type: 'AWS::ECS::Service', Properties: { EnableExecuteCommand: true, Cluster: { Ref: 'C' } } },
  C: {
    Type: 'AWS::ECS::Cluster',
    Properties: { ...(ExecuteCommandConfiguration && { Configuration: { ExecuteCommandConfiguration } }) },
  },
});
const mounts = ['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm'].map((ContainerPath, index) => ({
  ContainerPath,
  SourceVolume: `v${index}`,
}));
const execService = (container: object) => ({
  T: { Type: 'AWS::ECS::Service', Properties: { EnableExecuteCommand: true, TaskDefinition: { Ref: 'D' } } },
  D: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { ContainerDefinitions: [{ Name: 'app', Image: 'x', ...container }] },
  },
});

export const CASES: Record<string, RuleCase> = {
  AlbWaf: {
    ok: {
      ...one('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing', Type: 'application' }),
      W: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: { Ref: 'T' }, WebACLArn: 'w' } },
    },
    bad: one('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' }),
    finding: '',
    silent: one('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' }),
  },
  CapacityProviderProtected: {
    ok: one('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: { AutoScalingGroupArn: 'a' } }),
    bad: one('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: { AutoScalingGroupArn: 'a', ManagedDraining: 'DISABLED' },
    }),
    finding: '',
    open: one('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: { AutoScalingGroupArn: 'a', ManagedDraining: ref },
    }),
    openFinding: 'ManagedDraining',
    silent: one('AWS::ECS::CapacityProvider', { ManagedInstancesProvider: {} }),
  },
  ECREncryptedCmk: {
    ok: repository({ EncryptionConfiguration: { EncryptionType: 'KMS' } }),
    bad: repository({ EncryptionConfiguration: { EncryptionType: 'AES256' } }),
    finding: '',
    open: repository({ EncryptionConfiguration: { EncryptionType: ref } }),
    openFinding: 'EncryptionConfiguration.EncryptionType',
  },
  ECRImageScanning: {
    ok: repository({ ImageScanningConfiguration: { ScanOnPush: true } }),
    bad: repository(),
    finding: '',
    open: repository({ ImageScanningConfiguration: { ScanOnPush: ref } }),
    openFinding: 'ImageScanningConfiguration.ScanOnPush',
    silent: {
      ...repository(),
      R: { Type: 'AWS::ECR::RegistryScanningConfiguration', Properties: { ScanType: 'ENHANCED', Rules: [] } },
    },
  },
  ECRLifecyclePolicy: {
    ok: repository({ LifecyclePolicy: { LifecyclePolicyText: '{}' } }),
    bad: repository(),
    finding: '',
  },
  ECRNoPublicAccess: {
    ok: repository({
      RepositoryPolicyText: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }],
      },
    }),
    bad: repository({
      RepositoryPolicyText: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: ['*'] }, Action: 'ecr:BatchGetImage' }],
      },
    }),
    finding: 'Statement::1',
    silent: repository({
      RepositoryPolicyText: {
        Statement: {
          Effect: 'Allow',
          Principal: '*',
          Action: 'ecr:*',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } },
        },
      },
    }),
  },
  ECRSigning: {
    ok: { ...repository(), S: { Type: 'AWS::ECR::SigningConfiguration', Properties: { Rules: [] } } },
    bad: repository(),
    finding: '',
  },
  ECRTagImmutability: {
    ok: repository({ ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' }),
    bad: repository({ ImageTagMutability: 'MUTABLE' }),
    finding: '',
    open: repository({ ImageTagMutability: ref }),
    openFinding: 'ImageTagMutability',
  },
  ECSClusterContainerInsights: {
    ok: one('AWS::ECS::Cluster', { ClusterSettings: [{ Name: 'containerInsights', Value: 'enhanced' }] }),
    bad: one('AWS::ECS::Cluster', { ClusterSettings: [{ Name: 'containerInsights', Value: 'disabled' }] }),
    finding: '',
  },
  ECSClusterStorageCmk: {
    ok: one('AWS::ECS::Cluster', {
      Configuration: { ManagedStorageConfiguration: { FargateEphemeralStorageKmsKeyId: 'k' } },
    }),
    bad: one('AWS::ECS::Cluster'),
    finding: '',
  },
  ECSContainerConfined: {
    ok: task({ DockerSecurityOptions: ['no-new-privileges', 'label:type:container_t'] }),
    bad: task({ DockerSecurityOptions: ['apparmor:unconfined'] }),
    finding: 'Container::app',
    open: task({ DockerSecurityOptions: [ref] }),
    openFinding: 'Container::app.DockerSecurityOptions',
    silent: task({ DockerSecurityOptions: ['label:disable'] }, fargate),
  },
  ECSContainerDropsAllCapabilities: {
    ok: task(drop('ALL'), fargate),
    bad: task(drop('NET_RAW'), fargate),
    finding: 'Container::app',
    open: task({ LinuxParameters: { Capabilities: { Drop: ref } } }),
    openFinding: 'Container::app.LinuxParameters.Capabilities.Drop',
    silent: task({}, windows),
  },
  ECSContainerLogging: {
    ok: task({ LogConfiguration: { LogDriver: 'awslogs' } }),
    bad: task({ LogConfiguration: { LogDriver: 'none' } }),
    finding: 'Container::app',
    open: task({ LogConfiguration: ref }),
    openFinding: 'Container::app.LogConfiguration',
    silent: task({ FirelensConfiguration: { Type: 'fluentbit' } }),
  },
  ECSContainerMemoryLimit: {
    ok: task({ Memory: 128 }),
    bad: task({ MemoryReservation: 128 }),
    finding: 'Container::app',
    silent: task({}, fargate),
  },
  ECSContainerNoAddedCapabilities: {
    ok: task(add('NET_BIND_SERVICE')),
    bad: task(add('SYS_ADMIN')),
    finding: 'Container::app',
    open: task(add(ref)),
    openFinding: 'Container::app.LinuxParameters.Capabilities.Add',
    silent: task(add('SYS_ADMIN'), windows),
  },
  ECSContainerNoDevices: {
    ok: task({ LinuxParameters: { Devices: [] } }),
    bad: task({ LinuxParameters: { Devices: [{ HostPath: '/dev/kvm' }] } }),
    finding: 'Container::app',
    open: task({ LinuxParameters: { Devices: ref } }),
    openFinding: 'Container::app.LinuxParameters.Devices',
    silent: task({ LinuxParameters: { Devices: [{ HostPath: '/dev/kvm' }] } }, fargate),
  },
  ECSContainerNoNewPrivileges: {
    ok: task({ DockerSecurityOptions: ['no-new-privileges'] }),
    bad: task(),
    finding: 'Container::app',
    open: task({ DockerSecurityOptions: ref }),
    openFinding: 'Container::app.DockerSecurityOptions',
    silent: task({}, fargate),
  },
  ECSContainerNonPrivileged: {
    ok: task({ Privileged: false }),
    bad: task({ Privileged: true }),
    finding: 'Container::app',
    open: task({ Privileged: ref }),
    openFinding: 'Container::app.Privileged',
    silent: task({ Privileged: true }, fargate),
  },
  ECSContainerNonRootUser: {
    ok: task({ User: '10001:10001' }, fargate),
    bad: task({ User: 'root:app' }, fargate),
    finding: 'Container::app',
    open: task({ User: ref }),
    openFinding: 'Container::app.User',
    silent: task({}, windows),
  },
  ECSContainerNoPlaintextSecrets: {
    ok: task({
      Environment: [{ Name: 'TOKEN_URL', Value: 'https://x' }],
      Secrets: [{ Name: 'DB_PASSWORD', ValueFrom: 'arn' }],
    }),
    bad: task({ Environment: [{ Name: 'DB_PASSWORD', Value: 'hunter2' }] }),
    finding: 'Container::app.Environment.DB_PASSWORD',
    open: task({ Environment: [{ Name: 'DB_PASSWORD', Value: ref }] }),
    openFinding: 'Container::app.Environment.DB_PASSWORD',
  },
  ECSContainerNoRemoteAdminPort: {
    ok: task({ PortMappings: [{ ContainerPort: 8080 }] }),
    bad: task({ PortMappings: [{ ContainerPort: 22 }] }),
    finding: 'Container::app',
    open: task({ PortMappings: [{ ContainerPort: ref }] }),
    openFinding: 'Container::app.PortMappings',
  },
  ECSContainerReadonlyRootFs: {
    ok: task({ ReadonlyRootFilesystem: true }, fargate),
    bad: task({}, fargate),
    finding: 'Container::app',
    open: task({ ReadonlyRootFilesystem: ref }),
    openFinding: 'Container::app.ReadonlyRootFilesystem',
    silent: task({}, windows),
  },
  ECSContainerVersionConsistency: {
    ok: task(),
    bad: task({ VersionConsistency: 'disabled' }),
    finding: 'Container::app',
    open: task({ VersionConsistency: ref }),
    openFinding: 'Container::app.VersionConsistency',
  },
  ECSEfsIamAuthorization: {
    ok: efs({ AuthorizationConfig: { IAM: 'ENABLED', AccessPointId: ref } }),
    bad: efs({ AuthorizationConfig: { IAM: 'ENABLED' } }),
    finding: 'Volume::data',
    open: efs({ AuthorizationConfig: { IAM: ref, AccessPointId: 'a' } }),
    openFinding: 'Volume::data.AuthorizationConfig',
  },
  ECSEfsTransitEncryption: {
    ok: efs({ TransitEncryption: 'ENABLED' }),
    bad: efs({}),
    finding: 'Volume::data',
    open: efs({ TransitEncryption: ref }),
    openFinding: 'Volume::data.TransitEncryption',
  },
  ECSExecAudited: {
    ok: audit({
      KmsKeyId: 'k',
      Logging: 'OVERRIDE',
      LogConfiguration: { CloudWatchLogGroupName: 'g', CloudWatchEncryptionEnabled: true },
    }),
    bad: audit({ KmsKeyId: 'k', Logging: 'OVERRIDE', LogConfiguration: { CloudWatchLogGroupName: 'g' } }),
    finding: 'LogConfiguration',
    open: service({ EnableExecuteCommand: true, Cluster: 'elsewhere' }),
    openFinding: 'Cluster',
    silent: service({ EnableExecuteCommand: false, Cluster: 'elsewhere' }),
  },
  ECSExecDisabled: {
    ok: service(),
    bad: service({ EnableExecuteCommand: true }),
    finding: '',
    open: service({ EnableExecuteCommand: ref }),
    openFinding: 'EnableExecuteCommand',
  },
  ECSExecWritableMounts: {
    ok: execService({ ReadonlyRootFilesystem: true, MountPoints: mounts }),
    bad: execService({ ReadonlyRootFilesystem: true, MountPoints: mounts.slice(1) }),
    finding: 'Container::app',
    open: service({ EnableExecuteCommand: true, TaskDefinition: 'arn' }),
    openFinding: 'TaskDefinition',
    silent: execService({}),
  },
  ECSHostMountReadOnly: {
    ok: task(
      { MountPoints: [{ SourceVolume: 'v', ReadOnly: true }] },
      { Volumes: [{ Name: 'v', Host: { SourcePath: '/var/app' } }] },
    ),
    bad: task({ MountPoints: [{ SourceVolume: 'v' }] }, { Volumes: [{ Name: 'v', Host: { SourcePath: '/var/app' } }] }),
    finding: 'Container::app',
    open: task(
      { MountPoints: [{ SourceVolume: 'v', ReadOnly: ref }] },
      { Volumes: [{ Name: 'v', Host: { SourcePath: '/var/app' } }] },
    ),
    openFinding: 'Container::app.MountPoints',
    silent: task({ MountPoints: [{ SourceVolume: 'v' }] }, { Volumes: [{ Name: 'v' }] }),
  },
  ECSImageNoLatestTag: {
    ok: task({ Image: 'public.ecr.aws/nginx/nginx:1.29' }),
    bad: task({ Image: 'nginx' }),
    finding: 'Container::app',
    open: task({ Image: { 'Fn::Join': ['', ['nginx:', ref]] } }),
    openFinding: 'Container::app.Image',
    silent: task({ Image: `nginx${digest}` }),
  },
  ECSImagePinnedByDigest: {
    ok: task(ecrImage(digest)),
    bad: task(ecrImage(':v1')),
    finding: 'Container::app',
    open: task({ Image: ref }),
    openFinding: 'Container::app.Image',
  },
  ECSImageTrustedRegistry: {
    ok: task(ecrImage(':v1')),
    bad: task({ Image: 'ghcr.io/org/app:v1' }),
    finding: 'Container::app',
    open: task({ Image: ref }),
    openFinding: 'Container::app.Image',
  },
  ECSNoMixedSensitivity: {
    ok: { T: ec2Service('high'), O: ec2Service('high') },
    bad: { T: ec2Service('high'), O: ec2Service('low') },
    finding: 'Service::O',
    silent: {
      T: ec2Service('high', {
        PlacementConstraints: [{ Type: 'memberOf', Expression: 'attribute:sensitivity == high' }],
      }),
      O: ec2Service('low'),
    },
  },
  ECSRoleTrustScoped: {
    ok: role({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ecs-tasks.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': 'a' } },
          },
        ],
      },
    }),
    bad: role({
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' } }] },
    }),
    finding: '',
    silent: role({
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }] },
    }),
  },
  ECSSensitivityDeclared: {
    ok: { T: ec2Service('low') },
    bad: { T: ec2Service() },
    finding: '',
    silent: service({ LaunchType: 'FARGATE' }),
  },
  ECSServiceNoPublicIp: {
    ok: service({ NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } }),
    bad: service({ NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } } }),
    finding: '',
    open: service({ NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: ref } } }),
    openFinding: 'AssignPublicIp',
  },
  ECSServiceOwnSecurityGroup: {
    ok: service({
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': ['G', 'GroupId'] }] } },
    }),
    bad: {
      ...service({
        NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': ['G', 'GroupId'] }] } },
      }),
      O: {
        Type: 'AWS::ECS::Service',
        Properties: {
          NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': ['G', 'GroupId'] }] } },
        },
      },
    },
    finding: 'SecurityGroup::G',
  },
  ECSServiceTagsPropagated: {
    ok: service({ EnableECSManagedTags: true, PropagateTags: 'SERVICE' }),
    bad: service({ EnableECSManagedTags: true }),
    finding: 'PropagateTags',
  },
  ECSSystemControlsAllowed: {
    ok: task({ SystemControls: [{ Namespace: 'net.core.somaxconn', Value: '1024' }] }),
    bad: task({ SystemControls: [{ Namespace: 'net.ipv4.ip_forward', Value: '1' }] }),
    finding: 'Container::app',
    open: task({ SystemControls: [{ Namespace: ref, Value: '1' }] }),
    openFinding: 'Container::app.SystemControls',
    silent: task({ SystemControls: [{ Namespace: 'net.ipv4.ip_forward', Value: '1' }] }, windows),
  },
  ECSTaskAndExecutionRoleDiffer: {
    ok: task({}, { TaskRoleArn: 'a', ExecutionRoleArn: 'b' }),
    bad: task({}, { TaskRoleArn: { 'Fn::GetAtt': ['R', 'Arn'] }, ExecutionRoleArn: { 'Fn::GetAtt': ['R', 'Arn'] } }),
    finding: '',
  },
  ECSTaskNetworkModeAwsvpc: {
    ok: task({}, { NetworkMode: 'awsvpc' }),
    bad: task(),
    finding: '',
    open: task({}, { NetworkMode: ref }),
    openFinding: 'NetworkMode',
    silent: task({}, { RequiresCompatibilities: ['FARGATE'] }),
  },
  ECSTaskNoHostIpc: {
    ok: task({}, { IpcMode: 'task' }),
    bad: task({}, { IpcMode: 'host' }),
    finding: '',
    open: task({}, { IpcMode: ref }),
    openFinding: 'IpcMode',
    silent: task({}, { ...fargate, IpcMode: 'host' }),
  },
  ECSTaskNoHostNetwork: {
    ok: task(),
    bad: task({}, { NetworkMode: 'host' }),
    finding: '',
    open: task({}, { NetworkMode: ref }),
    openFinding: 'NetworkMode',
    silent: task({}, { RequiresCompatibilities: ['FARGATE'], NetworkMode: 'host' }),
  },
  ECSTaskNoHostPid: {
    ok: task({}, { PidMode: 'task' }),
    bad: task({}, { PidMode: 'host' }),
    finding: '',
    open: task({}, { PidMode: ref }),
    openFinding: 'PidMode',
    silent: task({}, { ...fargate, PidMode: 'host' }),
  },
  ECSVolumeEncrypted: {
    ok: service({ VolumeConfigurations: [{ Name: 'v', ManagedEBSVolume: { Encrypted: true } }] }),
    bad: service({ VolumeConfigurations: [{ Name: 'v', ManagedEBSVolume: {} }] }),
    finding: 'Volume::v',
    open: service({ VolumeConfigurations: [{ Name: 'v', ManagedEBSVolume: { Encrypted: ref } }] }),
    openFinding: 'Volume::v.ManagedEBSVolume.Encrypted',
  },
  ECSVolumeNoSensitiveHostPath: {
    ok: task({}, { Volumes: [{ Name: 'v', Host: { SourcePath: '/var/app' } }] }),
    bad: task({}, { Volumes: [{ Name: 'v', Host: { SourcePath: '/var/run/docker.sock' } }] }),
    finding: 'Volume::v',
    open: task({}, { Volumes: [{ Name: 'v', Host: { SourcePath: ref } }] }),
    openFinding: 'Volume::v.Host.SourcePath',
  },
  ExecutionRoleEcrScoped: {
    ok: policy(allow('ecr:GetAuthorizationToken'), allow('ecr:BatchGetImage', 'arn:repo')),
    bad: policy(allow(['ecr:BatchGetImage', 'ecr:GetAuthorizationToken'])),
    finding: 'Action::ecr:BatchGetImage',
    silent: policy({ Effect: 'Deny', Action: 'ecr:BatchGetImage', Resource: '*' }),
  },
  FargatePlatformVersionLatest: {
    ok: service({ LaunchType: 'FARGATE', PlatformVersion: 'LATEST' }),
    bad: service({ LaunchType: 'FARGATE', PlatformVersion: '1.3.0' }),
    finding: '',
    open: service({ CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT' }], PlatformVersion: ref }),
    openFinding: 'PlatformVersion',
    silent: service({ LaunchType: 'EC2', PlatformVersion: '1.3.0' }),
  },
  GuardDutyRuntimeMonitoring: {
    ok: one('AWS::GuardDuty::Detector', {
      Enable: true,
      Features: [{ Name: 'RUNTIME_MONITORING', Status: 'ENABLED' }],
    }),
    bad: one('AWS::GuardDuty::Detector', { Enable: true }),
    finding: '',
  },
  HostAmiTracksLatest: {
    ok: host({ ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}' }),
    bad: host({ ImageId: 'ami-0123456789abcdef0' }),
    finding: '',
    open: host({ ImageId: ref }),
    openFinding: 'ImageId',
    silent: noHost({ ImageId: 'ami-0123456789abcdef0' }),
  },
  HostEbsEncrypted: {
    ok: host({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }] }),
    bad: host({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30 } }] }),
    finding: '',
    open: host({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: ref } }] }),
    openFinding: 'BlockDeviceMappings',
    silent: noHost({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: {} }] }),
  },
  HostImdsBlockedForTasks: {
    ok: host({}, 'echo ECS_CLUSTER=c\necho ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config'),
    bad: host(),
    finding: '',
    silent: noHost({}),
  },
  HostImdsHopLimit: {
    ok: host({ MetadataOptions: { HttpPutResponseHopLimit: 1 } }),
    bad: host({ MetadataOptions: { HttpPutResponseHopLimit: 2 } }),
    finding: '',
    open: host({ MetadataOptions: { HttpPutResponseHopLimit: ref } }),
    openFinding: 'MetadataOptions.HttpPutResponseHopLimit',
    silent: host({ MetadataOptions: { HttpEndpoint: 'disabled' } }),
  },
  HostImdsV2: {
    ok: host({ MetadataOptions: { HttpTokens: 'required' } }),
    bad: host(),
    finding: '',
    open: host({ MetadataOptions: { HttpTokens: ref } }),
    openFinding: 'MetadataOptions.HttpTokens',
    silent: noHost({}),
  },
  HostMaxLifetime: {
    ok: {
      ...one('AWS::AutoScaling::AutoScalingGroup', { MaxInstanceLifetime: 1209600 }),
      C: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'T' } } },
      },
    },
    bad: {
      ...one('AWS::AutoScaling::AutoScalingGroup', { MaxInstanceLifetime: 31536000 }),
      C: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'T' } } },
      },
    },
    finding: '',
    open: {
      ...one('AWS::AutoScaling::AutoScalingGroup', { MaxInstanceLifetime: ref }),
      C: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'T' } } },
      },
    },
    openFinding: 'MaxInstanceLifetime',
    silent: one('AWS::AutoScaling::AutoScalingGroup'),
  },
  HostMinimalOs: {
    ok: host({ ImageId: '{{resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id}}' }),
    bad: host({ ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}' }),
    finding: '',
    silent: host({ ImageId: ref }),
  },
  HostNitroInstanceType: {
    ok: host({ InstanceType: 'm7g.large' }),
    bad: host({ InstanceType: 't2.micro' }),
    finding: '',
    silent: noHost({ InstanceType: 't2.micro' }),
  },
  HostNoInsecureRegistry: {
    ok: host(),
    bad: host({}, 'echo ECS_CLUSTER=c; echo \'{"insecure-registries":["r:5000"]}\' > /etc/docker/daemon.json'),
    finding: '',
  },
  HostNoPublicIp: {
    ok: host({ NetworkInterfaces: [{ AssociatePublicIpAddress: false }] }),
    bad: host({ NetworkInterfaces: [{ AssociatePublicIpAddress: true }] }),
    finding: '',
    silent: noHost({ NetworkInterfaces: [{ AssociatePublicIpAddress: true }] }),
  },
  HostNoSshIngress: {
    ok: unused({ SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' }] }),
    bad: unused(ssh),
    finding: 'Ingress::22',
  },
  HostNoSshKey: { ok: host(), bad: host({ KeyName: 'me' }), finding: '', silent: noHost({ KeyName: 'me' }) },
  HostOnlyContainers: {
    ok: host(),
    bad: host({}, 'echo ECS_CLUSTER=c\nyum install -y nmap'),
    finding: '',
    silent: noHost({}, 'yum install -y nmap'),
  },
  HostPrivilegedDisabled: {
    ok: host({}, 'echo ECS_CLUSTER=c\necho ECS_DISABLE_PRIVILEGED=true'),
    bad: host(),
    finding: '',
    silent: host({}, '[settings.ecs]\ncluster = "c"'),
  },
  HostRoleScopedToCluster: {
    ok: policy(allow('ecs:RegisterContainerInstance', 'arn:cluster')),
    bad: policy(allow('ecs:RegisterContainerInstance')),
    finding: '',
  },
  HostUserDataNoSecrets: {
    ok: host({}, 'echo ECS_CLUSTER=c\nexport DB_PASSWORD=$(aws secretsmanager get-secret-value)'),
    bad: host({}, 'echo ECS_CLUSTER=c\nexport DB_PASSWORD=hunter2'),
    finding: 'UserData.DB_PASSWORD',
    silent: noHost({}, 'export DB_PASSWORD=hunter2'),
  },
  IAMNoEcsAdmin: {
    ok: policy(allow('ecs:DescribeServices')),
    bad: policy(allow('ecs:*', 'arn:x')),
    finding: 'Action::ecs:*',
  },
  IAMNoPassRoleWildcard: {
    ok: policy(allow('iam:PassRole', 'arn:role')),
    bad: policy(allow(['iam:PassRole'])),
    finding: '',
    silent: policy({ Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' }),
  },
  IAMNoRunTaskWildcard: {
    ok: policy(allow('ecs:RunTask', 'arn:td')),
    bad: policy(allow('ecs:RunTask')),
    finding: 'Action::ecs:RunTask',
  },
  LogGroupCmk: { ok: one('AWS::Logs::LogGroup', { KmsKeyId: ref }), bad: one('AWS::Logs::LogGroup'), finding: '' },
  LogGroupRetention: {
    ok: one('AWS::Logs::LogGroup', { RetentionInDays: 30 }),
    bad: one('AWS::Logs::LogGroup'),
    finding: '',
  },
  SecretCmk: {
    ok: one('AWS::SecretsManager::Secret', { KmsKeyId: ref }),
    bad: one('AWS::SecretsManager::Secret'),
    finding: '',
  },
  ServiceConnectTls: {
    ok: service({
      ServiceConnectConfiguration: {
        Enabled: true,
        Services: [{ PortName: 'http', Tls: { IssuerCertificateAuthority: {} } }],
      },
    }),
    bad: service({ ServiceConnectConfiguration: { Enabled: true, Services: [{ PortName: 'http' }] } }),
    finding: 'Port::http',
    silent: service({ ServiceConnectConfiguration: { Enabled: false, Services: [{ PortName: 'http' }] } }),
  },
  TaskSgEgressRestricted: {
    ok: group({ SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }] }),
    bad: group({ SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }),
    finding: '',
    silent: unused({ SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }),
  },
  TaskSgIngressRestricted: {
    ok: group({ SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupId: 'g' }] }),
    bad: group(
      {},
      {
        I: {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: {
            GroupId: { 'Fn::GetAtt': ['T', 'GroupId'] },
            IpProtocol: 'tcp',
            FromPort: 80,
            ToPort: 80,
            CidrIpv6: '::/0',
          },
        },
      },
    ),
    finding: 'Ingress::80',
    silent: unused(ssh),
  },
  VpcFlowLogs: {
    ok: {
      ...one('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
      F: { Type: 'AWS::EC2::FlowLog', Properties: { ResourceId: { Ref: 'T' }, ResourceType: 'VPC' } },
    },
    bad: one('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
    finding: '',
  },
};

export const { bad: HOST_POLICY_ROLE } = {
  bad: role({ ManagedPolicyArns: [arn(':iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role')] }),
};
