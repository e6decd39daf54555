import type { Example } from '../explanation';
import { template } from '../explanation';

/**
 * Examples of what breaks each rule of the NIST pack, and of what keeps it. Cause and cure are the rule's own words.
 */
export const NIST_EXAMPLES: Readonly<Record<string, Example>> = {
  AlbWaf: template('# an internet-facing load balancer alone', 'Type: AWS::WAFv2::WebACLAssociation'),
  CapacityProviderProtected: template('ManagedDraining: DISABLED', 'ManagedDraining: ENABLED'),
  ECREncryptedCmk: template(
    'EncryptionConfiguration: { EncryptionType: AES256 }',
    'EncryptionConfiguration: { EncryptionType: KMS, KmsKey: !GetAtt Key.Arn }',
  ),
  ECRImageScanning: template(
    'ImageScanningConfiguration: { ScanOnPush: false }',
    'ImageScanningConfiguration: { ScanOnPush: true }',
  ),
  ECRLifecyclePolicy: template('RepositoryName: app', `LifecyclePolicy: { LifecyclePolicyText: '{"rules":[…]}' }`),
  ECRNoPublicAccess: template(
    "RepositoryPolicyText: { Statement: [{ Effect: Allow, Principal: '*', Action: 'ecr:BatchGetImage' }] }",
    "RepositoryPolicyText: { Statement: [{ Effect: Allow, Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }] }",
  ),
  ECRSigning: template('# no AWS::ECR::SigningConfiguration', 'Type: AWS::ECR::SigningConfiguration'),
  ECRTagImmutability: template('ImageTagMutability: MUTABLE', 'ImageTagMutability: IMMUTABLE'),
  ECSClusterContainerInsights: template(
    'ClusterSettings: [{ Name: containerInsights, Value: disabled }]',
    'ClusterSettings: [{ Name: containerInsights, Value: enhanced }]',
  ),
  ECSClusterStorageCmk: template(
    'Configuration: {}',
    'Configuration: { ManagedStorageConfiguration: { FargateEphemeralStorageKmsKeyId: !Ref Key } }',
  ),
  ECSContainerConfined: template("DockerSecurityOptions: ['seccomp:unconfined']", 'DockerSecurityOptions: []'),
  ECSContainerDropsAllCapabilities: template(
    'LinuxParameters: {}',
    'LinuxParameters: { Capabilities: { Drop: [ALL] } }',
  ),
  ECSContainerLogging: template(
    'LogConfiguration: !Ref AWS::NoValue',
    'LogConfiguration: { LogDriver: awslogs, Options: { … } }',
  ),
  ECSContainerMemoryLimit: template('MemoryReservation: 256', 'Memory: 256'),
  ECSContainerNoAddedCapabilities: template(
    'LinuxParameters: { Capabilities: { Add: [SYS_ADMIN] } }',
    'LinuxParameters: { Capabilities: { Drop: [ALL] } }',
  ),
  ECSContainerNoDevices: template('LinuxParameters: { Devices: [{ HostPath: /dev/sda }] }', 'LinuxParameters: {}'),
  ECSContainerNoNewPrivileges: template('DockerSecurityOptions: []', 'DockerSecurityOptions: [no-new-privileges]'),
  ECSContainerNoPlaintextSecrets: template(
    'Environment: [{ Name: DB_PASSWORD, Value: changeit }]',
    'Secrets: [{ Name: DB_PASSWORD, ValueFrom: !Ref Secret }]',
  ),
  ECSContainerNoRemoteAdminPort: template(
    'PortMappings: [{ ContainerPort: 22 }]',
    'PortMappings: [{ ContainerPort: 8080 }]',
  ),
  ECSContainerNonPrivileged: template('Privileged: true', 'Privileged: false'),
  ECSContainerNonRootUser: template('User: root', "User: '1000'"),
  ECSContainerReadonlyRootFs: template('ReadonlyRootFilesystem: false', 'ReadonlyRootFilesystem: true'),
  ECSContainerVersionConsistency: template('VersionConsistency: disabled', 'VersionConsistency: enabled'),
  ECSEfsIamAuthorization: template(
    'EFSVolumeConfiguration: { FilesystemId: fs-1 }',
    'EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED, AuthorizationConfig: { IAM: ENABLED, AccessPointId: fsap-1 } }',
  ),
  ECSEfsTransitEncryption: template(
    'EFSVolumeConfiguration: { FilesystemId: fs-1 }',
    'EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED }',
  ),
  ECSExecAudited: template(
    'EnableExecuteCommand: true',
    'Configuration: { ExecuteCommandConfiguration: { KmsKeyId: !Ref Key, Logging: OVERRIDE, LogConfiguration: { … } } }',
  ),
  ECSExecDisabled: template('EnableExecuteCommand: true', 'EnableExecuteCommand: false'),
  ECSExecWritableMounts: template(
    'EnableExecuteCommand: true # ReadonlyRootFilesystem: true',
    'MountPoints: [{ SourceVolume: ssm, ContainerPath: /var/lib/amazon/ssm }, …]',
  ),
  ECSHostMountReadOnly: template(
    'MountPoints: [{ SourceVolume: host, ContainerPath: /data }]',
    'MountPoints: [{ SourceVolume: host, ContainerPath: /data, ReadOnly: true }]',
  ),
  ECSImageNoLatestTag: template('Image: nginx:latest', 'Image: public.ecr.aws/nginx/nginx:1.29.1'),
  ECSImagePinnedByDigest: template(
    'Image: x/app:1.4.2',
    'Image: x/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ),
  ECSImageTrustedRegistry: template(
    'Image: docker.io/somebody/app:1',
    'Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1',
  ),
  ECSNoMixedSensitivity: template(
    '# services tagged Sensitivity=high and Sensitivity=low, one provider',
    '# a provider for each, and placement constraints',
  ),
  ECSRoleTrustScoped: template(
    'Principal: { Service: ecs-tasks.amazonaws.com }',
    "Condition: { StringEquals: { 'aws:SourceAccount': !Ref AWS::AccountId } }",
  ),
  ECSSensitivityDeclared: template('Tags: []', 'Tags: [{ Key: Sensitivity, Value: high }]'),
  ECSServiceNoPublicIp: template(
    'AwsvpcConfiguration: { AssignPublicIp: ENABLED }',
    'AwsvpcConfiguration: { AssignPublicIp: DISABLED }',
  ),
  ECSServiceOwnSecurityGroup: template('SecurityGroups: [!Ref Shared]', 'SecurityGroups: [!Ref OfThisService]'),
  ECSServiceTagsPropagated: template('PropagateTags: NONE', '{ PropagateTags: SERVICE, EnableECSManagedTags: true }'),
  ECSSystemControlsAllowed: template(
    "SystemControls: [{ Namespace: net.ipv4.ip_forward, Value: '1' }]",
    "new Nist800190Checks(app, { allowedSystemControls: ['net.ipv4.ip_forward'] })",
  ),
  ECSTaskAndExecutionRoleDiffer: template(
    '{ TaskRoleArn: !GetAtt Role.Arn, ExecutionRoleArn: !GetAtt Role.Arn }',
    '{ TaskRoleArn: !GetAtt TaskRole.Arn, ExecutionRoleArn: !GetAtt ExecutionRole.Arn }',
  ),
  ECSTaskNetworkModeAwsvpc: template('NetworkMode: bridge', 'NetworkMode: awsvpc'),
  ECSTaskNoHostIpc: template('IpcMode: host', 'IpcMode: none'),
  ECSTaskNoHostNetwork: template('NetworkMode: host', 'NetworkMode: awsvpc'),
  ECSTaskNoHostPid: template('PidMode: host', 'PidMode: task'),
  ECSVolumeEncrypted: template(
    'ManagedEBSVolume: { SizeInGiB: 20 }',
    'ManagedEBSVolume: { SizeInGiB: 20, Encrypted: true }',
  ),
  ECSVolumeNoSensitiveHostPath: template('Host: { SourcePath: / }', 'Host: { SourcePath: /var/app }'),
  ExecutionRoleEcrScoped: template(
    "{ Action: 'ecr:BatchGetImage', Resource: '*' }",
    "{ Action: 'ecr:BatchGetImage', Resource: !GetAtt Repository.Arn }",
  ),
  FargatePlatformVersionLatest: template('PlatformVersion: 1.3.0', 'PlatformVersion: LATEST'),
  GuardDutyRuntimeMonitoring: template(
    'Features: []',
    'Features: [{ Name: RUNTIME_MONITORING, Status: ENABLED, AdditionalConfiguration: [{ Name: ECS_FARGATE_AGENT_MANAGEMENT, Status: ENABLED }] }]',
  ),
  HostAmiTracksLatest: template(
    'ImageId: ami-0123456789abcdef0',
    "ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}'",
  ),
  HostEbsEncrypted: template(
    'BlockDeviceMappings: [{ DeviceName: /dev/xvda, Ebs: { VolumeSize: 30 } }]',
    'BlockDeviceMappings: [{ DeviceName: /dev/xvda, Ebs: { VolumeSize: 30, Encrypted: true } }]',
  ),
  HostImdsBlockedForTasks: template(
    '# user data without ECS_AWSVPC_BLOCK_IMDS',
    'echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config',
  ),
  HostImdsHopLimit: template(
    'MetadataOptions: { HttpPutResponseHopLimit: 2 }',
    'MetadataOptions: { HttpPutResponseHopLimit: 1 }',
  ),
  HostImdsV2: template('MetadataOptions: { HttpTokens: optional }', 'MetadataOptions: { HttpTokens: required }'),
  HostMaxLifetime: template('MaxInstanceLifetime: !Ref AWS::NoValue', 'MaxInstanceLifetime: 1209600'),
  HostMinimalOs: template('# Amazon Linux 2023', '# Bottlerocket'),
  HostNitroInstanceType: template('InstanceType: m4.large', 'InstanceType: m7g.large'),
  HostNoInsecureRegistry: template('{ "insecure-registries": ["registry.internal"] }', '{}'),
  HostNoPublicIp: template('AssociatePublicIpAddress: true', 'AssociatePublicIpAddress: false'),
  HostNoSshIngress: template(
    '{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }',
    '# no rule; Session Manager',
  ),
  HostNoSshKey: template('KeyName: admin', 'KeyName: !Ref AWS::NoValue'),
  HostOnlyContainers: template('yum install -y agent', '# in the AMI, or a daemon task'),
  HostPrivilegedDisabled: template(
    '# user data without ECS_DISABLE_PRIVILEGED',
    'echo ECS_DISABLE_PRIVILEGED=true >> /etc/ecs/ecs.config',
  ),
  HostRoleScopedToCluster: template(
    "{ Action: 'ecs:RegisterContainerInstance', Resource: '*' }",
    "{ Action: 'ecs:RegisterContainerInstance', Resource: !GetAtt Cluster.Arn }",
  ),
  HostUserDataNoSecrets: template(
    'export DB_PASSWORD=changeit',
    '# aws secretsmanager get-secret-value at the start of the process',
  ),
  IAMNoEcsAdmin: template(
    "{ Action: 'ecs:*', Resource: '*' }",
    "{ Action: 'ecs:UpdateService', Resource: !Ref Service }",
  ),
  IAMNoPassRoleWildcard: template(
    "{ Action: 'iam:PassRole', Resource: '*' }",
    "{ Action: 'iam:PassRole', Resource: [!GetAtt TaskRole.Arn, !GetAtt ExecutionRole.Arn] }",
  ),
  IAMNoRunTaskWildcard: template(
    "{ Action: 'ecs:RunTask', Resource: '*' }",
    "{ Action: 'ecs:RunTask', Resource: !Ref Task, Condition: { ArnEquals: { 'ecs:cluster': !GetAtt Cluster.Arn } } }",
  ),
  LogGroupCmk: template('LogGroupName: app', '{ LogGroupName: app, KmsKeyId: !GetAtt Key.Arn }'),
  LogGroupRetention: template('LogGroupName: app', '{ LogGroupName: app, RetentionInDays: 90 }'),
  SecretCmk: template('Name: password', '{ Name: password, KmsKeyId: !Ref Key }'),
  ServiceConnectTls: template(
    'Services: [{ PortName: http }]',
    'Services: [{ PortName: http, Tls: { IssuerCertificateAuthority: { AwsPcaAuthorityArn: !Ref Authority } } }]',
  ),
  TaskSgEgressRestricted: template(
    "SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 0.0.0.0/0 }]",
    'SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationSecurityGroupId: !Ref Endpoints }]',
  ),
  TaskSgIngressRestricted: template(
    'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 0.0.0.0/0 }]',
    'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref LoadBalancer }]',
  ),
  VpcFlowLogs: template('# a VPC alone', 'Type: AWS::EC2::FlowLog'),
};
