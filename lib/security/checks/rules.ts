import { albWaf } from './rules/alb-waf';
import { capacityProviderProtected } from './rules/capacity-provider-protected';
import { ecrEncryptedCmk } from './rules/ecr-encrypted-cmk';
import { ecrImageScanning } from './rules/ecr-image-scanning';
import { ecrLifecyclePolicy } from './rules/ecr-lifecycle-policy';
import { ecrNoPublicAccess } from './rules/ecr-no-public-access';
import { ecrSigning } from './rules/ecr-signing';
import { ecrTagImmutability } from './rules/ecr-tag-immutability';
import { ecsClusterContainerInsights } from './rules/ecs-cluster-container-insights';
import { ecsClusterStorageCmk } from './rules/ecs-cluster-storage-cmk';
import { ecsContainerConfined } from './rules/ecs-container-confined';
import { ecsContainerDropsAllCapabilities } from './rules/ecs-container-drops-all-capabilities';
import { ecsContainerLogging } from './rules/ecs-container-logging';
import { ecsContainerMemoryLimit } from './rules/ecs-container-memory-limit';
import { ecsContainerNoAddedCapabilities } from './rules/ecs-container-no-added-capabilities';
import { ecsContainerNoDevices } from './rules/ecs-container-no-devices';
import { ecsContainerNoNewPrivileges } from './rules/ecs-container-no-new-privileges';
import { ecsContainerNoPlaintextSecrets } from './rules/ecs-container-no-plaintext-secrets';
import { ecsContainerNoRemoteAdminPort } from './rules/ecs-container-no-remote-admin-port';
import { ecsContainerNonPrivileged } from './rules/ecs-container-non-privileged';
import { ecsContainerNonRootUser } from './rules/ecs-container-non-root-user';
import { ecsContainerReadonlyRootFs } from './rules/ecs-container-readonly-root-fs';
import { ecsContainerVersionConsistency } from './rules/ecs-container-version-consistency';
import { ecsEfsIamAuthorization } from './rules/ecs-efs-iam-authorization';
import { ecsEfsTransitEncryption } from './rules/ecs-efs-transit-encryption';
import { ecsExecAudited } from './rules/ecs-exec-audited';
import { ecsExecDisabled } from './rules/ecs-exec-disabled';
import { ecsExecWritableMounts } from './rules/ecs-exec-writable-mounts';
import { ecsHostMountReadOnly } from './rules/ecs-host-mount-read-only';
import { ecsImageNoLatestTag } from './rules/ecs-image-no-latest-tag';
import { ecsImagePinnedByDigest } from './rules/ecs-image-pinned-by-digest';
import { ecsImageTrustedRegistry } from './rules/ecs-image-trusted-registry';
import { ecsNoMixedSensitivity } from './rules/ecs-no-mixed-sensitivity';
import { ecsRoleTrustScoped } from './rules/ecs-role-trust-scoped';
import { ecsSensitivityDeclared } from './rules/ecs-sensitivity-declared';
import { ecsServiceNoPublicIp } from './rules/ecs-service-no-public-ip';
import { ecsServiceOwnSecurityGroup } from './rules/ecs-service-own-security-group';
import { ecsServiceTagsPropagated } from './rules/ecs-service-tags-propagated';
import { ecsSystemControlsAllowed } from './rules/ecs-system-controls-allowed';
import { ecsTaskAndExecutionRoleDiffer } from './rules/ecs-task-and-execution-role-differ';
import { ecsTaskNetworkModeAwsvpc } from './rules/ecs-task-network-mode-awsvpc';
import { ecsTaskNoHostIpc } from './rules/ecs-task-no-host-ipc';
import { ecsTaskNoHostNetwork } from './rules/ecs-task-no-host-network';
import { ecsTaskNoHostPid } from './rules/ecs-task-no-host-pid';
import { ecsVolumeEncrypted } from './rules/ecs-volume-encrypted';
import { ecsVolumeNoSensitiveHostPath } from './rules/ecs-volume-no-sensitive-host-path';
import { executionRoleEcrScoped } from './rules/execution-role-ecr-scoped';
import { fargatePlatformVersionLatest } from './rules/fargate-platform-version-latest';
import { guardDutyRuntimeMonitoring } from './rules/guardduty-runtime-monitoring';
import { hostAmiTracksLatest } from './rules/host-ami-tracks-latest';
import { hostEbsEncrypted } from './rules/host-ebs-encrypted';
import { hostImdsBlockedForTasks } from './rules/host-imds-blocked-for-tasks';
import { hostImdsHopLimit } from './rules/host-imds-hop-limit';
import { hostImdsV2 } from './rules/host-imds-v2';
import { hostMaxLifetime } from './rules/host-max-lifetime';
import { hostMinimalOs } from './rules/host-minimal-os';
import { hostNitroInstanceType } from './rules/host-nitro-instance-type';
import { hostNoInsecureRegistry } from './rules/host-no-insecure-registry';
import { hostNoPublicIp } from './rules/host-no-public-ip';
import { hostNoSshIngress } from './rules/host-no-ssh-ingress';
import { hostNoSshKey } from './rules/host-no-ssh-key';
import { hostOnlyContainers } from './rules/host-only-containers';
import { hostPrivilegedDisabled } from './rules/host-privileged-disabled';
import { hostRoleScopedToCluster } from './rules/host-role-scoped-to-cluster';
import { hostUserDataNoSecrets } from './rules/host-user-data-no-secrets';
import { iamNoEcsAdmin } from './rules/iam-no-ecs-admin';
import { iamNoPassRoleWildcard } from './rules/iam-no-pass-role-wildcard';
import { iamNoRunTaskWildcard } from './rules/iam-no-run-task-wildcard';
import { logGroupCmk } from './rules/log-group-cmk';
import { logGroupRetention } from './rules/log-group-retention';
import { secretCmk } from './rules/secret-cmk';
import { serviceConnectTls } from './rules/service-connect-tls';
import { taskSgEgressRestricted } from './rules/task-sg-egress-restricted';
import { taskSgIngressRestricted } from './rules/task-sg-ingress-restricted';
import { vpcFlowLogs } from './rules/vpc-flow-logs';
import type { Rule } from './rule';

/** Every rule of the pack, by id. */
export const RULES: readonly Rule[] = [
  albWaf,
  capacityProviderProtected,
  ecrEncryptedCmk,
  ecrImageScanning,
  ecrLifecyclePolicy,
  ecrNoPublicAccess,
  ecrSigning,
  ecrTagImmutability,
  ecsClusterContainerInsights,
  ecsClusterStorageCmk,
  ecsContainerConfined,
  ecsContainerDropsAllCapabilities,
  ecsContainerLogging,
  ecsContainerMemoryLimit,
  ecsContainerNoAddedCapabilities,
  ecsContainerNoDevices,
  ecsContainerNoNewPrivileges,
  ecsContainerNonPrivileged,
  ecsContainerNonRootUser,
  ecsContainerNoPlaintextSecrets,
  ecsContainerNoRemoteAdminPort,
  ecsContainerReadonlyRootFs,
  ecsContainerVersionConsistency,
  ecsEfsIamAuthorization,
  ecsEfsTransitEncryption,
  ecsExecAudited,
  ecsExecDisabled,
  ecsExecWritableMounts,
  ecsHostMountReadOnly,
  ecsImageNoLatestTag,
  ecsImagePinnedByDigest,
  ecsImageTrustedRegistry,
  ecsNoMixedSensitivity,
  ecsRoleTrustScoped,
  ecsSensitivityDeclared,
  ecsServiceNoPublicIp,
  ecsServiceOwnSecurityGroup,
  ecsServiceTagsPropagated,
  ecsSystemControlsAllowed,
  ecsTaskAndExecutionRoleDiffer,
  ecsTaskNetworkModeAwsvpc,
  ecsTaskNoHostIpc,
  ecsTaskNoHostNetwork,
  ecsTaskNoHostPid,
  ecsVolumeEncrypted,
  ecsVolumeNoSensitiveHostPath,
  executionRoleEcrScoped,
  fargatePlatformVersionLatest,
  guardDutyRuntimeMonitoring,
  hostAmiTracksLatest,
  hostEbsEncrypted,
  hostImdsBlockedForTasks,
  hostImdsHopLimit,
  hostImdsV2,
  hostMaxLifetime,
  hostMinimalOs,
  hostNitroInstanceType,
  hostNoInsecureRegistry,
  hostNoPublicIp,
  hostNoSshIngress,
  hostNoSshKey,
  hostOnlyContainers,
  hostPrivilegedDisabled,
  hostRoleScopedToCluster,
  hostUserDataNoSecrets,
  iamNoEcsAdmin,
  iamNoPassRoleWildcard,
  iamNoRunTaskWildcard,
  logGroupCmk,
  logGroupRetention,
  secretCmk,
  serviceConnectTls,
  taskSgEgressRestricted,
  taskSgIngressRestricted,
  vpcFlowLogs,
];
