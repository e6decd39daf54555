/**
 * The parameters and properties of the public classes. Written by `npm run shapes`; do not edit.
 *
 * `s`, `n`, `b` are text, number and truth value, `[` opens a list of what follows, `{` a map, `*` is anything; `=` stands before examples.
 */
export const SHAPES = String.raw`
class AppTelemetry factories
  static applicationSignals options?:TelemetryOptions
  static otelCollector options:OtelCollectorOptions
  addTo taskDefinition:ecs.TaskDefinition container?:ecs.ContainerDefinition
  openEndpoints network:TaskNetwork client:ec2.IConnectable
thing AppTelemetry addTo openEndpoints = applicationSignals() otelCollector()
class AsgCapacity
  new scope:Construct id:s props:AsgCapacityProps
thing AsgCapacity capacityProviderName kind
class BackendService
  new scope:Construct id:s props:BackendServiceProps
thing BackendService
class Capacity factories
  static fromAsgCapacityProvider provider:ecs.AsgCapacityProvider
  static fromManagedInstancesCapacityProvider provider:ecs.ManagedInstancesCapacityProvider
  static fromName capacityProviderName:s options:ExistingCapacityOptions
thing Capacity capacityProviderName kind = fargate() fargateSpot() fromAsgCapacityProvider() fromManagedInstancesCapacityProvider()
class CapacityAssertions factories
  static places strategy:CapacityStrategy taskCount:n expected:{n
  static holdsMaximum plan:CapacityPlan provider:s
thing CapacityAssertions
class CapacityChecks
  static checkAssembly path:s
  validate context:*
thing CapacityChecks name validate
class CapacityPlan factories
  static fromAssembly assembly:cx_api.CloudAssembly
  of provider:s
thing CapacityPlan unplanned providers = fromAssembly()
class CapacityStrategy factories
  static onDemandFloor base:n
  static fargateSplit onDemand:n spot:n
  static only capacity:ICapacity
  static floor base:n first:ICapacity then:ICapacity
  static split ...shares:[CapacityShare
  distribute taskCount:n
  bind cluster:ecs.ICluster
thing CapacityStrategy usesClusterDefault shares = fargate() fargateSpot() onDemandFloor() fargateSplit()
class DeploymentForecast factories
  static of app:App
  static ofAssembly path:s
  service path:s
  expectWithin path:s limit:Duration
thing DeploymentForecast services service = of() ofAssembly()
class DesiredCount factories
  static fixed tasks:n
  static scaled options:ServiceScalingOptions
thing DesiredCount _tasks _scaling = fixed() scaled()
class EbsTaskVolume
  new scope:Construct id:s props:EbsTaskVolumeProps
  mountIn container:ecs.ContainerDefinition options:VolumeMountOptions
  attachTo service:ecs.BaseService
thing EbsTaskVolume volume mountIn
class EcsAccountSettings
  new scope:Construct id:s props:EcsAccountSettingsProps
thing EcsAccountSettings put acknowledgeProvider
class EcsChecks factories
  static all props?:EcsChecksProps
  static checkAssembly path:s props?:EcsChecksProps
  static writeBaseline file:s findings:[EcsFinding reason:s
thing EcsChecks
class EcsStartProof
  new props?:EcsStartProofProps
  static prove app:App props?:EcsStartProofProps
  static proveAssembly directory:s props?:EcsStartProofProps
  static checkAssembly path:s props?:EcsStartProofProps
  static table result:StartProofResult
  validate context:*
thing EcsStartProof name validate
class EfsTaskVolume
  new scope:Construct id:s props:EfsTaskVolumeProps
  mountIn container:ecs.ContainerDefinition options:VolumeMountOptions
thing EfsTaskVolume volumeName mountIn
class EniTrunking
  new scope:Construct id:s props:EniTrunkingProps
thing EniTrunking roles
class ExecAccess
  new scope:Construct id:s props?:ExecAccessProps
  configure cluster:ecs.ICluster
  enableOn service:ecs.BaseService
thing ExecAccess encryptionKey logGroup
class ExecGuardPolicy
  new scope:Construct id:s props?:ExecGuardPolicyProps
thing ExecGuardPolicy
class ExecOperatorPolicy
  new scope:Construct id:s props:ExecOperatorPolicyProps
thing ExecOperatorPolicy
class ExecutionGrants factories
  static fromRole role:iam.IRole
  repository repository:ecr.IRepository
  pullThroughCache prefix:s
  logGroup logGroup:logs.ILogGroup
  secret secret:secretsmanager.ISecret
  parameter parameter:ssm.IParameter key?:kms.IKey
  environmentFile bucket:s3.IBucket objectKey:s
  firelensConfig bucket:s3.IBucket objectKey:s
  registryCredentials secret:secretsmanager.ISecret
thing ExecutionGrants repository pullThroughCache = fromRole()
class ExecutionRole
  new scope:Construct id:s props?:EcsRoleProps
  addToPrincipalPolicy statement:iam.PolicyStatement
thing ExecutionRole allow addToPrincipalPolicy
class FirelensChecks
  static checkAssembly path:s
  validate context:*
thing FirelensChecks name validate
class FirelensLogging
  new props:FirelensLoggingProps
  supports construct:Construct
  applyTo construct:Construct
thing FirelensLogging supports applyTo
class FirelensRoutes factories
  static ofTaskDefinition taskDefinition:ecs.TaskDefinition
  routesOf container:s
  assertReaches container:s destination:LogDestination
thing FirelensRoutes routes routesOf = ofTaskDefinition()
class HardenedTaskDefinition
  new scope:Construct id:s props?:HardenedTaskDefinitionProps
  addTaskContainer id:s options:TaskContainerOptions
  addContainer id:s props:ecs.ContainerDefinitionOptions
thing HardenedTaskDefinition addTaskContainer addContainer
class HostRole
  new scope:Construct id:s props:HostRoleProps
thing HostRole addStatements
class IdleInstances factories
  static terminateAfter delay:Duration
thing IdleInstances scaleInAfter = terminateAfter() keep()
class ImageGate
  new scope:Construct id:s props?:ImageGateProps
  protect service:ecs.BaseService
thing ImageGate handler logGroup
class ImageRepository
  new scope:Construct id:s props?:ImageRepositoryProps
thing ImageRepository
class ImageSigning
  new scope:Construct id:s props?:ImageSigningProps
  grantSign grantee:iam.IGrantable
thing ImageSigning signingProfile grantSign
class InfrastructureRole
  new scope:Construct id:s props?:EcsRoleProps
  allowTrafficShift options:TrafficShiftOptions
  allowEbsVolumes encryptionKey?:kms.IKey
  allowServiceConnectTls options:ServiceConnectTlsOptions
thing InfrastructureRole allowTrafficShift allowEbsVolumes
class InstancePurchase factories
  static mixed options:MixedPurchaseOptions
thing InstancePurchase onDemandBase spotPercent = onDemand() spot() mixed()
class IsolationTier factories
  static of name:s options?:IsolationTierOptions
  ownHosts group:autoscaling.AutoScalingGroup
  ownProvider provider:Construct
  place service:ecs.BaseService
thing IsolationTier name expression = of()
class JobSchedule
  new scope:Construct id:s props:JobScheduleProps
thing JobSchedule schedule deadLetterQueue
class JobTask
  new scope:Construct id:s props:JobTaskProps
thing JobTask startState endStates
class JobWorkload base
  grantStart grantee:iam.IGrantable
  allowTo server:ec2.IConnectable port?:n
  link resource:ResourceLink
thing JobWorkload stateMachine taskDefinition = OneOffJob.new ScheduledJob.new
class LogDestination factories
  static cloudWatchLogs logGroup:logs.ILogGroup options?:CloudWatchLogsDestinationOptions
  static createdLogGroup logGroupName:s options?:CreatedLogGroupOptions
  static dataFirehose deliveryStream:kinesisfirehose.IDeliveryStream options?:StreamDestinationOptions
  static kinesisStreams stream:kinesis.IStream options?:StreamDestinationOptions
  static s3 target:s3.IBucket options?:S3DestinationOptions
  static openSearchDomain domain:opensearchservice.IDomain options?:OpenSearchDestinationOptions
  static openSearchServerless collection:opensearchserverless.ICollectionRef options?:OpenSearchDestinationOptions
  static elastic host:s options?:ElasticDestinationOptions
  static elasticCloud cloudId:s options?:ElasticCloudDestinationOptions
  static splunk host:s token:ecs.Secret options?:SplunkDestinationOptions
  static datadog apiKey:ecs.Secret options?:DatadogDestinationOptions
  static newRelic licenseKey:ecs.Secret options?:NewRelicDestinationOptions
  static loki host:s options?:LokiDestinationOptions
  static kafka brokers:[s topic:s options?:KafkaClusterOptions
  static mskWithIam cluster:msk.IClusterRef brokers:[s topic:s options?:KafkaDestinationOptions
  static http host:s options?:HttpDestinationOptions
  static forward host:s options?:ForwardDestinationOptions
  static syslog host:s options?:SyslogDestinationOptions
  static openTelemetry host:s options?:OpenTelemetryDestinationOptions
  static stdout options?:LogDestinationOptions
  static plugin name:s options?:PluginDestinationOptions
thing LogDestination options render = cloudWatchLogs() createdLogGroup() dataFirehose() kinesisStreams()
class LogFilter factories
  static multiline ...parsers:[MultilineParser
  static parseJson key?:s
  static parseRegex name:s expression:s options?:RegexParseOptions
  static modifyRecord options:ModifyRecordOptions
  static keep key:s pattern:s
  static drop key:s pattern:s
  static plugin name:s options?:{s
thing LogFilter name lines = joinPartialLines() multiline() parseJson() parseRegex()
class LogRouter
  new scope:Construct id:s props:LogRouterProps
  logTo destination:LogDestination options?:RoutedLogOptions
  logByConfiguration options?:RoutedLogOptions
  routeContainer container:ecs.ContainerDefinition destination:LogDestination options?:RoutedLogOptions
  addFilter filter:LogFilter
thing LogRouter container taskDefinition
class ManagedInstancesCapacity
  new scope:Construct id:s props:ManagedInstancesCapacityProps
thing ManagedInstancesCapacity capacityProviderName kind
class MultilineParser factories
  static custom name:s options:MultilineParserOptions
thing MultilineParser _name _definition = JAVA GO PYTHON RUBY
class NetworkFacts factories
  static of props:NetworkFactsProps
  static fromFiles ...paths:[s
  static commands path:s known?:NetworkFacts folder?:s
  plus other:NetworkFacts
thing NetworkFacts plus = of() fromFiles()
class Nist800190Checks
  new scope?:Construct props?:Nist800190ChecksProps
  static checkAssembly path:s props?:Nist800190ChecksProps
  validate context:*
  validateScope scope:Construct
thing Nist800190Checks name validate
class Nist800190Coverage factories
thing Nist800190Coverage
class OneOffJob
  new scope:Construct id:s props:OneOffJobProps
thing OneOffJob
class OneTaskPerHost
  supports construct:Construct
  applyTo construct:Construct
thing OneTaskPerHost supports applyTo
class PinnedImage factories
  static fromRepository repository:ecr.IRepository digest:s
  static fromRegistry name:s digest:s options?:ecs.RepositoryImageProps
thing PinnedImage
class ProcessNamespace factories
  static sharedWithHost reason:s
thing ProcessNamespace _pidMode _reason = perContainer() sharedByTask() sharedWithHost()
class ProcessObserver
  new scope:Construct id:s props:ProcessObserverProps
thing ProcessObserver container logGroup
class ProtectedHosts
  new options?:ProtectedHostsOptions
  supports construct:Construct
  applyTo construct:Construct
thing ProtectedHosts supports applyTo
class PullThroughCache
  new scope:Construct id:s props:PullThroughCacheProps
  image name:s
thing PullThroughCache prefix image
class QueueBacklog factories
  static measure scope:Construct service:ecs.BaseService queue:sqs.IQueue options:BacklogOptions
  metric options?:cloudwatch.MetricOptions
thing QueueBacklog service queue = measure()
class RegistryScanning
  new scope:Construct id:s props?:RegistryScanningProps
thing RegistryScanning
class ResourceLink factories
  static bucket variable:s bucket:s3.IBucket access:LinkAccess prefix?:s
  static queue variable:s queue:sqs.IQueue access:LinkAccess
  static topic variable:s topic:sns.ITopic
  static table variable:s table:dynamodb.ITable access:LinkAccess
  static secret variable:s secret:secretsmanager.ISecret jsonField?:s
  static database variable:s secret:secretsmanager.ISecret target:ec2.IConnectable port:ec2.Port
  static custom options:CustomLinkOptions
  attachTo container:ecs.ContainerDefinition options?:LinkOptions
thing ResourceLink attachTo = bucket() queue() topic() table()
class RollbackAlarms
  new scope:Construct id:s props:RollbackAlarmsProps
  watchTargetGroup targetGroup:elbv2.ITargetGroup
  watchHttpApi api:apigatewayv2.IHttpApi
  watchQueue queue:sqs.IQueue maxAge:Duration
  addAlarm alarm:cloudwatch.IAlarm
thing RollbackAlarms alarms watchTargetGroup
class RollbackPolicy factories
  static onAlarms options?:RollbackAlarmOptions
thing RollbackPolicy options _faults = onAlarms() withoutAlarms()
class RouterBuffer factories
  static disk options?:DiskBufferOptions
thing RouterBuffer _disk = memory() disk()
class RouterConfiguration factories
  static inline text:s
  static fileInImage path:s
  static fromAsset path:s
  static fromBucket bucket:s3.IBucket key:s
  static fetchedByAgent bucket:s3.IBucket key:s
thing RouterConfiguration _source _needsInit = inline() fileInImage() fromAsset() fromBucket()
class RouterImage factories
  static publicEcr version?:s
  static regionalEcr version?:s
  static custom image:ecs.ContainerImage options?:CustomRouterImageOptions
  static fluentd image:ecs.ContainerImage
thing RouterImage image _hasShell = publicEcr() regionalEcr() custom() fluentd()
class RuntimeMonitoring
  new scope:Construct id:s props?:RuntimeMonitoringProps
  includeCluster cluster:ecs.ICluster
  excludeCluster cluster:ecs.ICluster
  protect taskDefinition:ecs.TaskDefinition
thing RuntimeMonitoring includeCluster excludeCluster
class ScheduledJob
  new scope:Construct id:s props:ScheduledJobProps
thing ScheduledJob schedule
class ScopedRole
  new scope:Construct id:s props:ScopedRoleProps
  addToPrincipalPolicy statement:iam.PolicyStatement
  addManagedPolicy policy:iam.IManagedPolicy
thing ScopedRole addToPrincipalPolicy addManagedPolicy
class ScratchStorage factories
  static tmpfs size?:Size
thing ScratchStorage _tmpfsMiB = tmpfs() volume()
class SecretsByReference
  new props?:SecretsByReferenceProps
  supports construct:Construct
  applyTo construct:Construct
thing SecretsByReference supports applyTo
class ServiceAlarms
  new scope:Construct id:s props:ServiceAlarmsProps
  watchTargetGroup targetGroup:elbv2.ITargetGroup
  watchHttpApi api:apigatewayv2.IHttpApi
  watchDeadLetterQueue queue:sqs.IQueue
thing ServiceAlarms alarms watchTargetGroup
class ServiceCapacity
  new strategy:CapacityStrategy cluster:ecs.ICluster
  supports construct:Construct
  applyTo construct:Construct
thing ServiceCapacity supports applyTo
class ServiceConnect factories
  static client options?:ServiceConnectClientOptions
  static server name:s options?:ServiceConnectServerOptions
  enableOn service:ecs.BaseService
thing ServiceConnect enableOn = client() server()
class ServiceDashboard
  new scope:Construct id:s props?:ServiceDashboardProps
  addWorkload workload:IMonitoredWorkload
  addService service:ecs.BaseService options?:DashboardServiceOptions
thing ServiceDashboard dashboard addWorkload
class ServiceDeployment factories
  static rolling options?:RollingDeploymentOptions
  static blueGreen options?:TrafficShiftDeploymentOptions
  static linear options?:LinearDeploymentOptions
  static canary options?:CanaryDeploymentOptions
thing ServiceDeployment strategy shiftsTraffic = rolling() blueGreen() linear() canary()
class ServiceDiscovery factories
  static named name:s options?:ServiceDiscoveryOptions
  static existing service:servicediscovery.IService options?:DiscoveredPortOptions
  enableOn service:ecs.BaseService
thing ServiceDiscovery enableOn = named() existing()
class ServiceNamespace factories
  static create name:s
  static existing namespace:servicediscovery.INamespace
thing ServiceNamespace _name _existing = create() existing()
class ServiceScaling
  new scope:Construct id:s props:ServiceScalingProps
  scaleOnCpu cpuPercent:n
  scaleOnMemory memoryPercent:n
  scaleOnRequests targetGroup:elbv2.ApplicationTargetGroup requestsPerTarget?:n
  scaleOnBacklog queue:sqs.IQueue options?:BacklogOptions
  scaleOnSchedule schedule:ScheduledScaling
  scaleOnForecast predictive:PredictiveScaling
thing ServiceScaling taskCount queueBacklogs
class ServiceWorkload base
  allowTo server:ec2.IConnectable port?:n
  link resource:ResourceLink
  addSidecar name:s options:TaskContainerOptions
  watchTargetGroup targetGroup:elbv2.ITargetGroup
  watchHttpApi api:apigatewayv2.IHttpApi
  watchQueue queue:sqs.IQueue options?:WatchQueueOptions
thing ServiceWorkload service taskDefinition = BackendService.new WebService.new WorkerService.new
class SharedProcessNamespace
  new props?:SharedProcessNamespaceProps
  supports construct:Construct
  applyTo construct:Construct
thing SharedProcessNamespace supports applyTo
class SpotInterruptions
  new scope:Construct id:s props:SpotInterruptionsProps
thing SpotInterruptions rule
class StartAssertions factories
  static fromApp app:App props?:EcsStartProofProps
  static fromAssembly path:s props?:EcsStartProofProps
  expectTask construct:Construct
  expectTaskAt path:s
thing StartAssertions expectTask expectTaskAt = fromApp() fromAssembly()
class SystemControls factories
  static of values:{s
  static proxy options?:ProxySystemControlsOptions
  static deadPeerDetection options?:DeadPeerDetectionOptions
  plus other:SystemControls
thing SystemControls networkControls ipcControls = of() proxy() deadPeerDetection()
class TaskAccess factories
  static of client:ec2.IConnectable
  to server:ec2.IConnectable port:n
  toAwsService network:TaskNetwork service:ec2.InterfaceVpcEndpointAwsService
  toS3 network:TaskNetwork
  toDynamoDb network:TaskNetwork
  toInternet port:n reason:s
thing TaskAccess to toAwsService = of()
class TaskApplicationLoadBalancer
  new scope:Construct id:s props:TaskApplicationLoadBalancerProps
  addService id:s service:ecs.BaseService options?:AddHttpServiceOptions
  addShiftingService id:s service:ecs.BaseService options?:AddShiftingServiceOptions
  addTestListener port:n
thing TaskApplicationLoadBalancer loadBalancer listener
class TaskCluster
  new scope:Construct id:s props:TaskClusterProps
  useByDefault strategy:CapacityStrategy
thing TaskCluster execLogGroup defaultStrategy
class TaskDefinitionChecks
  static checkAssembly path:s
  validate context:*
thing TaskDefinitionChecks name validate
class TaskEgress factories
  static nat gateways?:n
thing TaskEgress kind natGateways = endpoints() nat() publicIps()
class TaskExpectation factories
  reaches target:s
  cannotReach target:s
  may action:s arn:s
  mayNot action:s arn:s
thing TaskExpectation path starts
class TaskFailureSignals
  new scope:Construct id:s props:TaskFailureSignalsProps
  metric failure:TaskFailure
  alarm failure:TaskFailure
thing TaskFailureSignals logGroup metric
class TaskGrants factories
  static fromRole role:iam.IRole
  exec options?:ExecGrantOptions
  scaleInProtection clusterName:s
thing TaskGrants exec scaleInProtection = fromRole()
class TaskHardening
  new props?:TaskHardeningProps
  supports construct:Construct
  applyTo construct:Construct
thing TaskHardening supports applyTo
class TaskHttpApi
  new scope:Construct id:s props:TaskHttpApiProps
  addService id:s service:ecs.BaseService options?:AddHttpApiServiceOptions
thing TaskHttpApi api vpcLink
class TaskHttpRoutes factories
  static of api:apigatewayv2.IHttpApi vpcLink:ITaskVpcLink
  addService id:s service:ecs.BaseService options?:AddHttpApiServiceOptions
thing TaskHttpRoutes api vpcLink = of()
class TaskListener factories
  static of listener:elbv2.IApplicationListener
  addCertificate owner:Construct id:s certificate:acm.ICertificate
  addService id:s service:ecs.BaseService options?:AddHttpServiceOptions
  addShiftingService id:s service:ecs.BaseService options?:AddShiftingServiceOptions
thing TaskListener listener addCertificate = of()
class TaskLogGroup factories
  static create options?:NewTaskLogGroupOptions
  static existing logGroup:logs.ILogGroup
thing TaskLogGroup _retention _existing = create() existing()
class TaskNetwork
  new scope:Construct id:s props?:TaskNetworkProps
  addTasks taskDefinition:ecs.TaskDefinition options:AddTasksOptions
  addInstances connectable:ec2.IConnectable
  allowBucket bucket:s3.IBucket ...actions:[s
thing TaskNetwork vpc vpcSubnets
class TaskNetworkLoadBalancer
  new scope:Construct id:s props:TaskNetworkLoadBalancerProps
  addService id:s service:ecs.BaseService options:AddTcpServiceOptions
thing TaskNetworkLoadBalancer loadBalancer connections
class TaskRetirement
  new scope:Construct id:s props:TaskRetirementProps
thing TaskRetirement rule
class TaskRole
  new scope:Construct id:s props?:EcsRoleProps
thing TaskRole allow
class TaskSecret factories
  static fromSecret secret:secretsmanager.ISecret options?:TaskSecretOptions
  static fromParameter parameter:ssm.IParameter options?:TaskParameterOptions
  grantRead grantee:iam.IGrantable
thing TaskSecret arn grantRead = fromSecret() fromParameter()
class TaskSecurityGroup
  new scope:Construct id:s props:TaskSecurityGroupProps
thing TaskSecurityGroup
class TaskSize factories
  static of cpuUnits:n memoryMiB:n
  static parse cpu:s memory:s
  static smallestFor needs:TaskSizeNeeds
  static onInstances options?:InstanceTaskSizeOptions
thing TaskSize fargate cpuText = of() parse() smallestFor() onInstances()
class TaskVpcLink
  new scope:Construct id:s props:TaskVpcLinkProps
  static of vpc:ec2.IVpc
  static existing vpcLink:apigatewayv2.IVpcLink securityGroups:[ec2.ISecurityGroup
thing TaskVpcLink vpcLink connections = of()
class UpstreamRegistry factories
  static dockerHub credentials:secretsmanager.ISecret
  static gitHub credentials:secretsmanager.ISecret
thing UpstreamRegistry registry url = ecrPublic() kubernetes() quay() dockerHub()
class WebIngress factories
  static internal options?:HttpsIngressOptions
  static internetFacing options?:HttpsIngressOptions
  static plainHttp options?:PlainHttpIngressOptions
  static sharedBalancer balancer:TaskApplicationLoadBalancer options?:WebRouteOptions
  static listener listener:elbv2.IApplicationListener options?:ListenerIngressOptions
  static httpApi options:HttpApiIngressOptions
  static publicHttpApi options?:PublicHttpApiIngressOptions
  static sharedHttpApi api:TaskHttpApi options?:SharedHttpApiIngressOptions
  static existingHttpApi api:apigatewayv2.IHttpApi options?:ExistingHttpApiIngressOptions
thing WebIngress _route _target = internal() internetFacing() plainHttp() sharedBalancer()
class WebService
  new scope:Construct id:s props:WebServiceProps
thing WebService httpRoutes listener
class WorkerQueue factories
  static create options?:NewWorkerQueueOptions
  static existing queue:sqs.IQueue options?:WorkerQueueOptions
thing WorkerQueue _use _new = create() existing() none()
class WorkerService
  new scope:Construct id:s props:WorkerServiceProps
  addTopic topic:sns.ITopic options?:sns_subscriptions.SqsSubscriptionProps
thing WorkerService queue addTopic
class WorkloadSecurityGroups factories
  static create options?:NewSecurityGroupOptions
  static existing securityGroups:[ec2.ISecurityGroup
thing WorkloadSecurityGroups _httpsEgress _existing = create() existing()
class WorkloadTask factories
  static of options?:WorkloadTaskOptions
  static existing taskDefinition:ecs.TaskDefinition
thing WorkloadTask _options _existing = of() existing()
enum CapacityKind {"FARGATE":"FARGATE","AUTO_SCALING_GROUP":"AUTO_SCALING_GROUP","MANAGED_INSTANCES":"MANAGED_INSTANCES"}
enum FindingSeverity {"CRITICAL":"CRITICAL","HIGH":"HIGH","MEDIUM":"MEDIUM","LOW":"LOW","INFORMATIONAL":"INFORMATIONAL"}
enum ForecastMetric {"CPU":"ECSServiceCPUUtilization","MEMORY":"ECSServiceMemoryUtilization","REQUESTS":"ALBRequestCount"}
enum ForecastMode {"FORECAST_ONLY":"ForecastOnly","FORECAST_AND_SCALE":"ForecastAndScale"}
enum HostOperatingSystem {"AMAZON_LINUX_2023":"AMAZON_LINUX_2023","BOTTLEROCKET":"BOTTLEROCKET"}
enum HttpFormat {"JSON":"json","JSON_STREAM":"json_stream","JSON_LINES":"json_lines","GELF":"gelf","MSGPACK":"msgpack"}
enum KafkaFormat {"JSON":"json","MSGPACK":"msgpack","GELF":"gelf","RAW":"raw"}
enum LinkAccess {"READ":"READ","WRITE":"WRITE","READ_WRITE":"READ_WRITE"}
enum ManagedInstancesPurchase {"ON_DEMAND":"ON_DEMAND","SPOT":"SPOT","RESERVED":"RESERVED"}
enum OrderVerdict {"GUARANTEED":"guaranteed","RACED":"raced","LATE":"late"}
enum RemovalPolicy = DESTROY RETAIN SNAPSHOT RETAIN_ON_UPDATE_OR_DELETE
enum ReservationPreference {"RESERVATIONS_ONLY":"RESERVATIONS_ONLY","RESERVATIONS_FIRST":"RESERVATIONS_FIRST","RESERVATIONS_EXCLUDED":"RESERVATIONS_EXCLUDED"}
enum RetirementWaitPeriod {"IMMEDIATELY":"0","SEVEN_DAYS":"7","FOURTEEN_DAYS":"14"}
enum RollbackSignal {"CPU":"CPU","MEMORY":"MEMORY","SERVER_ERRORS":"SERVER_ERRORS","UNHEALTHY_TARGETS":"UNHEALTHY_TARGETS","QUEUE_AGE":"QUEUE_AGE"}
enum S3Compression {"GZIP":"gzip","ZSTD":"zstd","SNAPPY":"snappy"}
enum StartVerdict {"PROVED":"proved","BROKEN":"broken","UNKNOWN":"unknown"}
enum StreamCompression {"GZIP":"gzip","ZSTD":"zstd","SNAPPY":"snappy"}
enum SubnetEgress {"NAT_GATEWAY":"NatGateway","INTERNET_GATEWAY":"InternetGateway","TRANSIT_GATEWAY":"TransitGateway","NONE":"None"}
enum SyslogFormat {"RFC5424":"rfc5424","RFC3164":"rfc3164"}
enum SyslogMode {"TCP":"tcp","UDP":"udp"}
enum TaskEgressKind {"ENDPOINTS":"endpoints","NAT":"nat","PUBLIC_IPS":"public-ips"}
enum TaskFailure {"DEPLOYMENT":"Deployment","NETWORK_INTERFACE":"NetworkInterface","OUT_OF_MEMORY":"OutOfMemory","PLACEMENT":"Placement","START":"Start","ESSENTIAL_CONTAINER_EXITED":"EssentialContainerExited"}
enum TelemetryLanguage {"JAVA":"JAVA","PYTHON":"PYTHON","NODEJS":"NODEJS","DOTNET":"DOTNET"}
enum WeekDay {"SUNDAY":0,"MONDAY":1,"TUESDAY":2,"WEDNESDAY":3,"THURSDAY":4,"FRIDAY":5,"SATURDAY":6}
enum apigatewayv2.CorsHttpMethod = ANY DELETE GET HEAD OPTIONS
enum apigatewayv2.HttpMethod = ANY DELETE GET HEAD OPTIONS
enum cloudwatch.Unit = SECONDS MICROSECONDS MILLISECONDS BYTES KILOBYTES
enum ec2.AcceleratorManufacturer = AWS AMD NVIDIA XILINX HABANA
enum ec2.AcceleratorName = A100 K80 M60 RADEON_PRO_V520 T4
enum ec2.AcceleratorType = GPU FPGA INFERENCE MEDIA
enum ec2.BareMetal = INCLUDED REQUIRED EXCLUDED
enum ec2.BurstablePerformance = INCLUDED REQUIRED EXCLUDED
enum ec2.CpuManufacturer = INTEL AMD AWS APPLE
enum ec2.EbsDeviceVolumeType = STANDARD IO1 IO2 GP2 GP3
enum ec2.InstanceGeneration = CURRENT PREVIOUS
enum ec2.LocalStorage = INCLUDED REQUIRED EXCLUDED
enum ec2.LocalStorageType = HDD SSD
enum ec2.SubnetType {"PRIVATE_ISOLATED":"Isolated","ISOLATED":"Deprecated_Isolated","PRIVATE_WITH_EGRESS":"Private","PRIVATE_WITH_NAT":"Deprecated_Private_NAT","PRIVATE":"Deprecated_Private","PUBLIC":"Public"}
enum ecs.Capability = ALL AUDIT_CONTROL AUDIT_WRITE BLOCK_SUSPEND CHOWN
enum ecs.Compatibility = EC2 FARGATE EC2_AND_FARGATE EXTERNAL MANAGED_INSTANCES
enum ecs.ContainerInsights = ENABLED DISABLED ENHANCED
enum ecs.EbsPropagatedTagSource = SERVICE TASK_DEFINITION
enum ecs.FileSystemType = EXT3 EXT4 XFS NTFS
enum ecs.IpcMode = NONE HOST TASK
enum ecs.NetworkMode = NONE BRIDGE AWS_VPC HOST NAT
enum ecs.Protocol = TCP UDP
enum ecs.Scope = TASK SHARED
enum ecs.ServiceConnectAccessLogFormat = TEXT JSON
enum ecs.UlimitName = CORE CPU DATA FSIZE LOCKS
enum ecs.VersionConsistency = ENABLED DISABLED
enum elbv2.ApplicationProtocol = HTTP HTTPS
enum elbv2.SslPolicy = RECOMMENDED_TLS TLS13_12_PQ RECOMMENDED TLS13_RES TLS13_EXT1
enum logs.RetentionDays = ONE_DAY THREE_DAYS FIVE_DAYS ONE_WEEK TWO_WEEKS
enum servicediscovery.DnsRecordType = A AAAA A_AAAA SRV CNAME
struct AddHttpApiServiceOptions HttpApiRouteOptions
  authorizer?:apigatewayv2.IHttpRouteAuthorizer
struct AddHttpServiceOptions
  hosts?:[s
  paths?:[s
  priority?:n
  containerName?:s
  containerPort?:n
  healthCheck?:TargetHealthCheck
  deregistrationDelay?:Duration
struct AddShiftingServiceOptions AddHttpServiceOptions
  testListener?:elbv2.IApplicationListener
  role?:InfrastructureRole
struct AddTasksOptions
  connectable:ec2.IConnectable
  enableExecuteCommand?:b
struct AddTcpServiceOptions
  port:n
  certificate?:acm.ICertificate
  containerName?:s
  containerPort?:n
  healthCheckPort?:n
  deregistrationDelay?:Duration
struct ApplicationLoadBalancerOptions
  certificate?:acm.ICertificate
  protocol?:elbv2.ApplicationProtocol
  port?:n
  internetFacing?:b
  sslPolicy?:elbv2.SslPolicy
  redirectHttp?:b
  accessLogBucket?:s3.IBucket
  webAclArn?:s
  deletionProtection?:b
struct AsgCapacityProps
  cluster:ecs.ICluster
  instanceTypes:[ec2.InstanceType
  maxCapacity:n
  minCapacity?:n
  capacityProviderName?:s
  purchase?:InstancePurchase
  operatingSystem?:HostOperatingSystem
  vpcSubnets?:ec2.SubnetSelection
  securityGroup?:ec2.ISecurityGroup
  role?:iam.IRole
  targetCapacityPercent?:n
  minimumScalingStepSize?:n
  maximumScalingStepSize?:n
  instanceWarmupPeriod?:Duration
  terminationProtection?:b
  maxInstanceLifetime?:Duration
  storage?:Size
  storageEncryptionKey?:kms.IKey
  reservedMemory?:Size
  taskPidsLimit?:n
  attributes?:{s
  privilegedTasks?:b
  hostNetworkTasks?:b
  reuseCachedImages?:b
  notificationTopic?:sns.ITopic
  sessionManager?:b
struct AwsDestinationOptions LogDestinationOptions
  region?:s
  role?:iam.IRole
  externalId?:s
struct BackendServiceProps ServiceWorkloadProps
struct BacklogOptions
  acceptableLatency:Duration
  timePerMessage:Duration
struct BacklogScaling BacklogOptions
  queue?:sqs.IQueue
struct CanaryDeploymentOptions TrafficShiftDeploymentOptions
  canaryPercent?:n
  canaryBakeTime?:Duration
struct CapacityDistribution
  capacityProviderName:s
  minimum:n
  maximum:n
struct CapacityNeed
  tasks:n
  fewestInstances:n
  mostInstances:n
  limitedBy?:s
struct CapacityProviderFacts
  capacityProviderArn:s
  subnetIds:[s
  securityGroupIds:[s
struct CapacityShare
  capacity:ICapacity
  base?:n
  weight?:n
struct CloudWatchLogsDestinationOptions AwsDestinationOptions
  logStreamName?:s
  logStreamPrefix?:s
  logStreamTemplate?:s
  logKey?:s
  embeddedMetrics?:b
struct ConfigurationObject
  bucket:s3.IBucket
  key:s
struct ContainerHardeningOptions
  user?:s
  writablePaths?:[s
  keepCapabilities?:[ecs.Capability
  initProcessEnabled?:b
  readonlyRootFilesystem?:b
  dropCapabilities?:b
  noNewPrivileges?:b
  defaultLogging?:b
struct ContainerSizeNeeds
  cpu?:n
  memoryLimitMiB?:n
  memoryReservationMiB?:n
struct CoverageRule
  ruleId:s
  level:s
  resourceTypes:[s
  info:s
  sameControl?:[s
struct CoverageSection
  section:s
  title:s
  rules:[CoverageRule
  notCheckable:s
struct CreatedLogGroupOptions CloudWatchLogsDestinationOptions
  retentionDays?:n
struct CustomLinkOptions
  statements?:[iam.PolicyStatement
  environment?:{s
  secrets?:{ecs.Secret
  network?:LinkNetwork
struct CustomRouterImageOptions
  hasShell?:b
struct DashboardServiceOptions
  title?:s
  targetGroups?:[elbv2.ITargetGroup
  httpApis?:[apigatewayv2.IHttpApi
  queues?:[sqs.IQueue
  alarms?:[cloudwatch.IAlarm
  logGroupNames?:[s
struct DatadogDestinationOptions LogDestinationOptions
  site?:s
  service?:s
  source?:s
  tags?:{s
  messageKey?:s
struct DeadPeerDetectionOptions
  idle?:Duration
  interval?:Duration
  probes?:n
  retransmissions?:n
  connectRetransmissions?:n
struct DeploymentOptions
  minHealthyPercent?:n
  maxHealthyPercent?:n
  bakeTime?:Duration
struct DeploymentPart
  name:s
  seconds:n
  reason:s
struct DiscoveredPortOptions
  container?:ecs.ContainerDefinition
  containerPort?:n
struct DiskBufferOptions
  limitPerDestination?:Size
  maxChunksUp?:n
struct DocumentOptions
  index?:s
  indexPrefix?:s
  generateId?:b
  replaceDots?:b
  compress?:b
  traceError?:b
struct DuplicateSecurityGroupRule
  group:s
  rule:s
  resources:[s
struct EbsTaskVolumeProps ecs.ServiceManagedEBSVolumeConfiguration
  taskDefinition:ecs.TaskDefinition
  volumeName?:s
struct EcsAccountSettingsProps
  fargateTaskRetirementWaitPeriod?:RetirementWaitPeriod
  fargateEventWindows?:b
  fargateFipsMode?:b
  nonBlockingLogs?:b
struct EcsChecksProps
  baseline?:s
  nist800190?:b
  facts?:NetworkFacts
struct EcsFinding
  code:s
  severity:s
  message:s
  fix?:s
  path:s
  logicalId:s
  templateFile?:s
  location:s
struct EcsRoleProps
  description?:s
  roleName?:s
  path?:s
  permissionsBoundary?:iam.IManagedPolicy
struct EcsStartProofProps
  resultFile?:s
  reportUnknown?:b
  facts?:NetworkFacts
struct EfsTaskVolumeProps
  taskDefinition:ecs.TaskDefinition
  accessPoint:efs.IAccessPoint
  volumeName?:s
struct ElasticCloudDestinationOptions ElasticDestinationOptions
  cloudAuth?:ecs.Secret
struct ElasticDestinationOptions NetworkDestinationOptions DocumentOptions
  user?:s
  password?:ecs.Secret
  apiKey?:ecs.Secret
struct EndpointFacts
  service:s
  gateway?:b
  subnetIds?:[s
  securityGroupIds?:[s
  privateDns?:b
  policy?:iam.PolicyDocument
struct EniTrunkingProps
  autoScalingGroups:[autoscaling.AutoScalingGroup
  instanceTypes?:[ec2.InstanceType
  accountWide?:b
struct ExecAccessProps
  encryptionKey?:kms.IKey
  logGroup?:logs.ILogGroup
  logRetention?:logs.RetentionDays
  bucket?:s3.IBucket
  bucketPrefix?:s
struct ExecGrantOptions
  sessionKey?:kms.IKey
  logGroup?:logs.ILogGroup
  bucket?:s3.IBucket
  prefix?:s
struct ExecGuardPolicyProps
  managedPolicyName?:s
struct ExecOperatorPolicyProps
  cluster:ecs.ICluster
  access:ExecAccess
  containers:[s
  taskTags?:{s
  requireMfa?:b
  managedPolicyName?:s
struct ExistingCapacityOptions
  kind:CapacityKind
  cpuArchitecture?:ecs.CpuArchitecture
struct ExistingHttpApiIngressOptions SharedHttpApiIngressOptions
  vpcLink?:ITaskVpcLink
struct FactCommand
  command:s
  file:s
  tells:s
struct FileSystemFacts
  fileSystemId:s
  mountTargets:[MountTargetFacts
struct FirelensLoggingProps
  destination:LogDestination
  routing?:RoutedLogOptions
  router?:LogRouterOptions
  replaceAwslogs?:b
struct FirelensRoute
  container:s
  plugin:s
  options:{s
struct ForwardDestinationOptions NetworkDestinationOptions
  sharedKey?:ecs.Secret
  requireAck?:b
  compress?:b
struct HardenedTaskDefinitionProps ecs.CommonTaskDefinitionProps
  compatibility?:ecs.Compatibility
  size?:TaskSize
  networkMode?:ecs.NetworkMode
  runtimePlatform?:ecs.RuntimePlatform
  systemControls?:SystemControls
  processNamespace?:ProcessNamespace
  ipcMode?:ecs.IpcMode
  scratch?:ScratchStorage
  ephemeralStorage?:Size
  logGroup?:logs.ILogGroup
  logRetention?:logs.RetentionDays
  placementConstraints?:[ecs.PlacementConstraint
  containers?:{TaskContainerOptions
struct HostRoleProps EcsRoleProps
  cluster:ecs.ICluster
  spotDraining?:b
  managedInstances?:b
  sessionManager?:b
struct HttpApiIngressOptions PublicHttpApiIngressOptions
  authorizer:apigatewayv2.IHttpRouteAuthorizer
struct HttpApiOptions
  throttle?:apigatewayv2.ThrottleSettings
  corsPreflight?:apigatewayv2.CorsPreflightOptions
  accessLogGroup?:logs.ILogGroup
  detailedMetrics?:b
struct HttpApiRouteOptions
  path?:s
  methods?:[apigatewayv2.HttpMethod
  scopes?:[s
  timeout?:Duration
  parameterMapping?:apigatewayv2.ParameterMapping
struct HttpDestinationOptions NetworkDestinationOptions
  uri?:s
  format?:HttpFormat
  header?:s
  headerSecret?:ecs.Secret
  user?:s
  password?:ecs.Secret
  compress?:b
  jsonDateKey?:s
struct HttpsIngressOptions NewBalancerIngressOptions
  sslPolicy?:elbv2.SslPolicy
  redirectHttp?:b
struct ImageGateProps
  repositories?:[ecr.IRepository
  trustedRegistries?:[s
  denyFrom?:FindingSeverity
  checkFindings?:b
  requireDigest?:b
  signingProfiles?:[signer.ISigningProfile
  waitFor?:Duration
  enhancedScanning?:b
  logEncryptionKey?:kms.IKey
struct ImageRepositoryProps
  repositoryName?:s
  encryptionKey?:kms.IKey
  keepImages?:n
  untaggedAfter?:Duration
  mutableTags?:[s
  removalPolicy?:RemovalPolicy
struct ImageSigningProps
  signingProfile?:signer.ISigningProfile
  signatureValidity?:Duration
  repositories?:[s
struct InstanceTaskSizeOptions
  cpuUnits?:n
  memoryMiB?:n
struct InterruptionTarget
  targetGroup:elbv2.ITargetGroup
  port:n
struct IsolationGuarantee
  platform:s
  separated:s
  shared:s
  source:s
struct IsolationTierOptions
  oneTaskPerHost?:b
struct JobOverride
  container?:s
  command?:[s
  environment?:{s
  cpu?:n
  memoryLimitMiB?:n
  memoryReservationMiB?:n
  notSecret?:[s
struct JobRetries
  attempts:n
  interval?:Duration
  backoffRate?:n
  maxInterval?:Duration
struct JobScheduleOptions
  schedule:scheduler.ScheduleExpression
  enabled?:b
  timeWindow?:scheduler.TimeWindow
  input?:scheduler.ScheduleTargetInput
  deadLetterQueue?:sqs.IQueue
  alarmTopic?:sns.ITopic
struct JobScheduleProps JobScheduleOptions
  stateMachine:stepfunctions.IStateMachine
struct JobTaskProps WorkloadTaskProps WorkloadPlacementProps
  jobContainer?:s
  overrides?:[JobOverride
  retries?:JobRetries
  runTimeout?:Duration
struct JobWorkloadProps JobTaskProps
  timeout?:Duration
  alarmTopic?:sns.ITopic
  executionLogGroup?:logs.ILogGroup
struct KafkaClusterOptions KafkaDestinationOptions
  saslUser?:s
  saslPassword?:ecs.Secret
  saslMechanism?:s
  tls?:b
struct KafkaDestinationOptions LogDestinationOptions
  format?:KafkaFormat
  messageKeyField?:s
  rdkafka?:{s
struct LinearDeploymentOptions TrafficShiftDeploymentOptions
  stepPercent?:n
  stepBakeTime?:Duration
struct LinkNetwork
  target:ec2.IConnectable
  port:ec2.Port
struct LinkOptions
  service?:ec2.IConnectable
struct ListenerIngressOptions WebRouteOptions
  testListener?:elbv2.IApplicationListener
  loadBalancer?:elbv2.IApplicationLoadBalancer
struct LoadBalancerFacts
  loadBalancerArn:s
  subnetIds:[s
  securityGroupIds?:[s
  targetGroupArns?:[s
struct LogDestinationOptions
  retryLimit?:n
  retryWithoutLimit?:b
  workers?:n
  diskLimit?:Size
  pluginOptions?:{s
struct LogRouterOptions
  containerName?:s
  image?:RouterImage
  buffer?:RouterBuffer
  memoryReservation?:Size
  memoryLimit?:Size
  cpu?:n
  gracePeriod?:Duration
  stopTimeout?:Duration
  logging?:ecs.LogDriver
  logRetention?:logs.RetentionDays
  user?:s
  ecsMetadata?:b
  filters?:[LogFilter
  configuration?:[RouterConfiguration
  environment?:{s
  secrets?:{ecs.Secret
  httpPort?:n
  healthCheck?:ecs.HealthCheck
struct LogRouterProps LogRouterOptions
  taskDefinition:ecs.TaskDefinition
struct LokiDestinationOptions NetworkDestinationOptions
  labels?:{s
  labelKeys?:[s
  removeKeys?:[s
  tenantId?:s
  user?:s
  password?:ecs.Secret
  bearerToken?:ecs.Secret
struct ManagedInstancesCapacityProps
  cluster:ecs.ICluster
  instanceRequirements?:ec2.InstanceRequirementsConfig
  capacityProviderName?:s
  purchase?:ManagedInstancesPurchase
  reservationGroupArn?:s
  reservationPreference?:ReservationPreference
  vpcSubnets?:ec2.SubnetSelection
  securityGroups?:[ec2.ISecurityGroup
  infrastructureRole?:iam.IRole
  instanceProfile?:iam.IInstanceProfile
  storage?:Size
  localStorage?:b
  detailedMonitoring?:b
  fips?:b
  nitroEnclaves?:b
  autoRepair?:b
  idleInstances?:IdleInstances
  propagateTags?:b
  instanceMetadataTags?:b
struct MixedPurchaseOptions
  onDemandBase?:n
  spotPercent:n
struct ModifyRecordOptions
  add?:{s
  remove?:[s
struct MountTargetFacts
  subnetId:s
  securityGroupIds?:[s
struct MultilineParserOptions
  firstLine:s
  nextLine:s
  flushTimeout?:Duration
struct NetworkDestinationOptions LogDestinationOptions
  port?:n
  tls?:b
  tlsVerifyHostname?:b
  tlsCaFile?:s
  keepAlive?:b
struct NetworkFactsProps
  vpcs?:[VpcFacts
  securityGroups?:[SecurityGroupFacts
  loadBalancers?:[LoadBalancerFacts
  fileSystems?:[FileSystemFacts
  capacityProviders?:[CapacityProviderFacts
  prefixLists?:[PrefixListFacts
  wayOut?:[s
struct NewBalancerIngressOptions WebRouteOptions
  port?:n
  vpcSubnets?:ec2.SubnetSelection
  accessLogBucket?:s3.IBucket
  webAclArn?:s
  deletionProtection?:b
struct NewRelicDestinationOptions LogDestinationOptions
  baseUri?:s
struct NewSecurityGroupOptions
  httpsEgress?:b
struct NewTaskLogGroupOptions
  retention?:logs.RetentionDays
struct NewWorkerQueueOptions WorkerQueueOptions
  visibilityTimeout?:Duration
  maxReceiveCount?:n
  messageRetention?:Duration
  encryptionKey?:kms.IKey
  deadLetterQueue?:sqs.IQueue
struct Nist800190ChecksProps
  verbose?:b
  trustedRegistries?:[s
  allowedSystemControls?:[s
struct OneOffJobProps JobWorkloadProps
  starters?:[iam.IGrantable
struct OpenSearchDestinationOptions AwsDestinationOptions DocumentOptions
struct OpenTelemetryDestinationOptions NetworkDestinationOptions
  logsUri?:s
  grpc?:b
  logsBodyKey?:s
  headerSecret?:ecs.Secret
struct OtelCollectorOptions TelemetryOptions
  config:s
  statements?:[iam.PolicyStatement
  endpoints?:[ec2.InterfaceVpcEndpointAwsService
struct PlainHttpIngressOptions NewBalancerIngressOptions
  internetFacing?:b
struct PluginDestinationOptions LogDestinationOptions
  secretOptions?:{ecs.Secret
  taskRoleStatements?:[iam.PolicyStatement
struct PredictiveScaling
  metric?:ForecastMetric
  mode?:ForecastMode
  schedulingBufferTime?:Duration
  maxCapacityBuffer?:n
struct PrefixListFacts
  prefixListId:s
  cidrs:[s
struct ProcessObserverOptions
  image:ecs.ContainerImage
  containerName?:s
  command?:[s
  environment?:{s
  essential?:b
  cpu?:n
  memoryLimitMiB?:n
  logGroup?:logs.ILogGroup
struct ProcessObserverProps ProcessObserverOptions
  taskDefinition:ecs.TaskDefinition
struct ProtectedHostsOptions
  attributes?:{s
struct ProviderCapacity
  provider:s
  maxSize?:n
  min:CapacityNeed
  desired:CapacityNeed
  max:CapacityNeed
  deployment:CapacityNeed
  deploymentPeak:CapacityNeed
  headroom?:n
  maxWithTrunking?:CapacityNeed
  minutesFromZero?:n
struct ProxySystemControlsOptions
  acceptQueue?:n
  lowestPort?:n
  highestPort?:n
  reservedPorts?:[n
struct PublicHttpApiIngressOptions HttpApiOptions HttpApiRouteOptions
  vpcLink?:ITaskVpcLink
struct PullThroughCacheProps
  upstream:UpstreamRegistry
  prefix?:s
struct RegexParseOptions
  key?:s
  timeKey?:s
  timeFormat?:s
struct RegistryScanningProps
  continuously?:[s
struct RestartWindow
  day:WeekDay
  startHour:n
  length?:Duration
struct RollbackAlarmOptions
  cpuPercent?:n
  memoryPercent?:n
  sustainedMinutes?:n
  serverErrorPercent?:n
  serverErrorMinRequests?:n
  unhealthyTargets?:n
  without?:[RollbackSignal
struct RollbackAlarmsProps RollbackAlarmOptions
  service:ecs.BaseService
  topic?:sns.ITopic
struct RollingDeploymentOptions DeploymentOptions
  circuitBreaker?:b
  readyToShift?:b
struct RoutedLogOptions
  alsoTo?:[LogDestination
  filters?:[LogFilter
  includePattern?:s
  excludePattern?:s
  driverBufferEvents?:n
struct RuntimeMonitoringProps
  createDetector?:b
  vpc?:ec2.IVpc
  vpcSubnets?:ec2.SubnetSelection
struct S3DestinationOptions AwsDestinationOptions
  prefix?:s
  keyFormat?:s
  totalFileSize?:Size
  uploadTimeout?:Duration
  uploadChunkSize?:Size
  compression?:S3Compression
  storageClass?:s
  cannedAcl?:s
  storeDirLimit?:Size
struct ScheduledJobProps JobWorkloadProps JobScheduleOptions
struct ScheduledScaling
  name:s
  schedule:applicationautoscaling.Schedule
  timeZone?:TimeZone
  min?:n
  max?:n
struct ScopedRoleProps EcsRoleProps
  assumedBy:iam.IPrincipal
struct SecretsByReferenceProps
  notSecret?:[s
struct SecurityGroupFacts
  securityGroupId:s
  ingress?:[SecurityGroupRuleFacts
  egress?:[SecurityGroupRuleFacts
struct SecurityGroupRuleFacts
  port?:n
  cidr?:s
  securityGroupId?:s
  prefixListId?:s
struct ServiceAlarmOptions
  missingTasksMinutes?:n
  latency?:Duration
struct ServiceAlarmsProps ServiceAlarmOptions
  service:ecs.BaseService
  topic:sns.ITopic
struct ServiceConnectClientOptions
  namespace?:ServiceNamespace
  logDriver?:ecs.LogDriver
  accessLogs?:ecs.ServiceConnectAccessLogFormat
  accessLogQueries?:b
struct ServiceConnectEndpointOptions
  portName?:s
  dnsName?:s
  port?:n
  ingressPortOverride?:n
  idleTimeout?:Duration
  perRequestTimeout?:Duration
  tls?:ServiceConnectTls
struct ServiceConnectServerOptions ServiceConnectClientOptions ServiceConnectEndpointOptions
  alsoServes?:{ServiceConnectEndpointOptions
struct ServiceConnectTls
  certificateAuthority:acmpca.ICertificateAuthority
  encryptionKey?:kms.IKey
  role?:iam.IRole
struct ServiceConnectTlsOptions
  certificateAuthority:acmpca.ICertificateAuthority
  encryptionKey?:kms.IKey
struct ServiceDashboardProps
  workloads?:[IMonitoredWorkload
  dashboardName?:s
struct ServiceDiscoveryOptions DiscoveredPortOptions
  namespace?:ServiceNamespace
  recordType?:servicediscovery.DnsRecordType
  ttl?:Duration
struct ServiceForecast
  path:s
  stack:s
  logicalId:s
  strategy:s
  atLeastSeconds:n
  parts:[DeploymentPart
  mayAdd:[DeploymentPart
  unknown:[s
  limitSeconds:n
struct ServiceScalingOptions
  max:n
  min?:n
  cpuPercent?:n
  memoryPercent?:n
  requestsPerTarget?:n
  backlog?:BacklogScaling
  schedules?:[ScheduledScaling
  predictive?:PredictiveScaling
  scaleInCooldown?:Duration
  scaleOutCooldown?:Duration
struct ServiceScalingProps ServiceScalingOptions
  service:ecs.BaseService
  targetGroup?:elbv2.ApplicationTargetGroup
struct ServiceWorkloadProps WorkloadTaskProps WorkloadPlacementProps
  serviceName?:s
  desiredCount?:DesiredCount
  deployment?:ServiceDeployment
  exec?:ExecAccess
  rollbackAlarms?:RollbackPolicy
  alarmTopic?:sns.ITopic
  serviceConnect?:ServiceConnect
  serviceDiscovery?:ServiceDiscovery
  alarms?:ServiceAlarmOptions
  dashboard?:b
struct SharedHttpApiIngressOptions HttpApiRouteOptions
  authorizer?:apigatewayv2.IHttpRouteAuthorizer
struct SharedProcessNamespaceProps
  observer?:ProcessObserverOptions
struct ShiftingTarget
  targetGroup:elbv2.ApplicationTargetGroup
  alternateTargetGroup:elbv2.ApplicationTargetGroup
  ruleArn:s
  testRuleArn?:s
  role:InfrastructureRole
struct SplunkDestinationOptions NetworkDestinationOptions
  index?:s
  source?:s
  sourceType?:s
  eventKey?:s
  sendRaw?:b
struct SpotInterruptionsProps
  service:ecs.IBaseService
  targets:[InterruptionTarget
struct StartDependency
  path:s
  stack:s
  logicalId:s
  kind:s
  requires:s
  requiredKind:s
  purpose:s
  verdict:OrderVerdict
struct StartNeed
  purpose:s
  target:s
  property:s
  container?:s
  plane:s
  verdict:StartVerdict
  via?:[s
  code?:s
  reason?:s
  fix?:s
  subnets?:[s
  note?:s
struct StartOrderCounts
  guaranteed:n
  raced:n
  late:n
struct StartProofCounts
  ways:StartVerdictCounts
  rights:StartVerdictCounts
  order:StartOrderCounts
  rollouts:StartVerdictCounts
struct StartProofResult
  tasks:[TaskStart
  subnets:[SubnetBudget
  notStarted?:[s
  duplicateRules:[DuplicateSecurityGroupRule
  proved:n
  broken:n
  unknown:n
  rights:[StartRight
  order:[StartDependency
  rollouts:[StartRollout
  counts:StartProofCounts
struct StartRight
  path:s
  stack:s
  logicalId:s
  property:s
  container?:s
  actor:s
  role?:s
  actions:[s
  resource:s
  purpose:s
  verdict:StartVerdict
  code?:s
  reason?:s
struct StartRollout
  path:s
  stack:s
  logicalId:s
  strategy?:s
  verdict:StartVerdict
  codes:[s
  reasons:[s
struct StartVerdictCounts
  proved:n
  broken:n
  unknown:n
struct StreamDestinationOptions AwsDestinationOptions
  timeKey?:s
  timeKeyFormat?:s
  logKey?:s
  compression?:StreamCompression
  aggregate?:b
struct SubnetBudget
  path:s
  cidr?:s
  addresses?:n
  endpointsAndLoadBalancers:n
  tasks:n
  verdict:StartVerdict
  reason?:s
struct SubnetFacts
  subnetId:s
  cidr?:s
  availabilityZone?:s
  freeAddresses?:n
  egress?:SubnetEgress
struct SyslogDestinationOptions NetworkDestinationOptions
  mode?:SyslogMode
  format?:SyslogFormat
  messageKey?:s
  hostnameKey?:s
  appNameKey?:s
  severity?:n
  facility?:n
struct TargetHealthCheck
  path?:s
  port?:n
  healthyHttpCodes?:s
  interval?:Duration
struct TaskApplicationLoadBalancerProps ApplicationLoadBalancerOptions
  vpc:ec2.IVpc
  vpcSubnets?:ec2.SubnetSelection
struct TaskClusterProps
  vpc:ec2.IVpc
  clusterName?:s
  defaultStrategy?:CapacityStrategy
  containerInsights?:ecs.ContainerInsights
  execLogRetention?:logs.RetentionDays
  execEncryptionKey?:kms.IKey
  execLogGroup?:logs.ILogGroup
  managedStorageConfiguration?:ecs.ManagedStorageConfiguration
struct TaskContainerOptions ecs.ContainerDefinitionOptions
  port?:n
  portName?:s
  appProtocol?:ecs.AppProtocol
  writablePaths?:[s
  keepCapabilities?:[ecs.Capability
  initProcessEnabled?:b
  notSecret?:[s
struct TaskFailureSignalsProps
  cluster:ecs.ICluster
  service?:ecs.IService
  failures?:[TaskFailure
  topic?:sns.ITopic
  eventRetention?:logs.RetentionDays
  eventEncryptionKey?:kms.IKey
struct TaskHardeningProps
  containers?:{ContainerHardeningOptions
  scratch?:ScratchStorage
  logGroup?:logs.ILogGroup
  logRetention?:logs.RetentionDays
  initProcessEnabled?:b
  readonlyRootFilesystem?:b
  dropCapabilities?:b
  noNewPrivileges?:b
  defaultLogging?:b
struct TaskHttpApiProps HttpApiOptions
  vpcLink:ITaskVpcLink
  authorizer:apigatewayv2.IHttpRouteAuthorizer
  domainName?:s
  certificate?:acm.ICertificate
struct TaskNetworkLoadBalancerProps
  vpc:ec2.IVpc
  internetFacing?:b
  vpcSubnets?:ec2.SubnetSelection
  crossZone?:b
  accessLogBucket?:s3.IBucket
  deletionProtection?:b
struct TaskNetworkProps
  vpc?:ec2.IVpc
  vpcSubnets?:ec2.SubnetSelection
  egress?:TaskEgress
  ipAddresses?:ec2.IIpAddresses
  maxAzs?:n
  publicSubnets?:b
  dualStack?:b
  existingEndpoints?:[s
  existingEndpointGroup?:ec2.ISecurityGroup
  endpointsAdmitVpc?:b
  restrictS3?:b
  endpointServices?:[s
  flowLogs?:b
  flowLogDestination?:ec2.FlowLogDestination
  s3PrefixListId?:s
struct TaskParameterOptions
  encryptionKey?:kms.IKey
struct TaskRetirementProps
  topic?:sns.ITopic
  restartWindow?:RestartWindow
  clusters?:[ecs.ICluster
  deadLetterQueue?:sqs.IQueue
struct TaskSecretOptions
  jsonField?:s
  versionStage?:s
  versionId?:s
  encryptionKey?:kms.IKey
struct TaskSecurityGroupProps
  vpc:ec2.IVpc
  description?:s
struct TaskSizeNeeds
  cpuUnits?:n
  memoryMiB?:n
  containers?:[ContainerSizeNeeds
  operatingSystemFamily?:ecs.OperatingSystemFamily
struct TaskStart
  path:s
  stack:s
  logicalId:s
  kind:s
  taskDefinition:s
  compute:s
  verdict:StartVerdict
  needs:[StartNeed
struct TaskVpcLinkProps
  vpc:ec2.IVpc
  vpcSubnets?:ec2.SubnetSelection
struct TelemetryOptions
  language?:TelemetryLanguage
  serviceName?:s
  environmentName?:s
  agentImage?:ecs.ContainerImage
  instrumentationImage?:ecs.ContainerImage
  agentMemoryReservationMiB?:n
  logging?:ecs.LogDriver
struct TrafficShiftDeploymentOptions DeploymentOptions
  lifecycleHooks?:[ecs.IDeploymentLifecycleHookTarget
  testPort?:n
struct TrafficShiftOptions
  targetGroups:[elbv2.ITargetGroup
  listenerRules?:[elbv2.ApplicationListenerRule
  listenerRuleArns?:[s
  listenerArns?:[s
struct UnplannedService
  service:s
  reason:s
struct VolumeMountOptions
  containerPath:s
  readOnly?:b
struct VpcFacts
  vpcId:s
  cidr?:s
  endpoints?:[EndpointFacts
  subnets?:[SubnetFacts
  dnsSupport?:b
  dnsHostnames?:b
struct WatchQueueOptions
  maxAge?:Duration
  deadLetterQueue?:sqs.IQueue
struct WebDomain
  name:s
  zone:route53.IHostedZone
struct WebHealthCheck TargetHealthCheck
  gracePeriod?:Duration
struct WebRouteOptions
  hosts?:[s
  paths?:[s
  priority?:n
struct WebServiceProps ServiceWorkloadProps
  ingress?:WebIngress
  certificate?:acm.ICertificate
  domain?:WebDomain
  healthCheck?:WebHealthCheck
  deregistrationDelay?:Duration
  containerName?:s
  containerPort?:n
struct WorkerQueueOptions
  variable?:s
  topics?:[sns.ITopic
  maxMessageAge?:Duration
struct WorkerServiceProps ServiceWorkloadProps
  queue?:WorkerQueue
  scaleInProtection?:b
struct WorkloadPlacementProps
  cluster:ecs.ICluster
  strategy?:CapacityStrategy
  vpcSubnets?:ec2.SubnetSelection
  securityGroups?:WorkloadSecurityGroups
struct WorkloadTaskOptions
  size?:TaskSize
  systemControls?:SystemControls
  processNamespace?:ProcessNamespace
  scratch?:ScratchStorage
  runtimePlatform?:ecs.RuntimePlatform
  ephemeralStorage?:Size
  volumes?:[ecs.Volume
  taskRole?:iam.IRole
  executionRole?:iam.IRole
  logGroup?:TaskLogGroup
  logs?:[LogDestination
struct WorkloadTaskProps
  container?:TaskContainerOptions
  task?:WorkloadTask
  telemetry?:AppTelemetry
struct apigatewayv2.CorsPreflightOptions
  allowCredentials?:b
  allowHeaders?:[s
  allowMethods?:[apigatewayv2.CorsHttpMethod
  allowOrigins?:[s
  exposeHeaders?:[s
  maxAge?:Duration
struct apigatewayv2.ThrottleSettings
  burstLimit?:n
  rateLimit?:n
struct cloudwatch.CommonMetricOptions
  account?:s
  color?:s
  dimensionsMap?:{s
  id?:s
  label?:s
  period?:Duration
  region?:s
  stackAccount?:s
  stackRegion?:s
  statistic?:s
  unit?:cloudwatch.Unit
  visible?:b
struct cloudwatch.MetricOptions cloudwatch.CommonMetricOptions
struct ec2.InstanceRequirementsConfig
  memoryMin:Size
  vCpuCountMin:n
  acceleratorCountMax?:n
  acceleratorCountMin?:n
  acceleratorManufacturers?:[ec2.AcceleratorManufacturer
  acceleratorNames?:[ec2.AcceleratorName
  acceleratorTotalMemoryMax?:Size
  acceleratorTotalMemoryMin?:Size
  acceleratorTypes?:[ec2.AcceleratorType
  allowedInstanceTypes?:[s
  bareMetal?:ec2.BareMetal
  baselineEbsBandwidthMbpsMax?:n
  baselineEbsBandwidthMbpsMin?:n
  burstablePerformance?:ec2.BurstablePerformance
  cpuManufacturers?:[ec2.CpuManufacturer
  excludedInstanceTypes?:[s
  instanceGenerations?:[ec2.InstanceGeneration
  localStorage?:ec2.LocalStorage
  localStorageTypes?:[ec2.LocalStorageType
  maxSpotPriceAsPercentageOfOptimalOnDemandPrice?:n
  memoryMax?:Size
  memoryPerVCpuMax?:Size
  memoryPerVCpuMin?:Size
  networkBandwidthGbpsMax?:n
  networkBandwidthGbpsMin?:n
  networkInterfaceCountMax?:n
  networkInterfaceCountMin?:n
  onDemandMaxPricePercentageOverLowestPrice?:n
  requireHibernateSupport?:b
  spotMaxPricePercentageOverLowestPrice?:n
  totalLocalStorageGBMax?:n
  totalLocalStorageGBMin?:n
  vCpuCountMax?:n
struct ec2.SubnetSelection
  availabilityZones?:[s
  onePerAz?:b
  subnetFilters?:[ec2.SubnetFilter
  subnetGroupName?:s
  subnets?:[ec2.ISubnet
  subnetType?:ec2.SubnetType
struct ecs.AuthorizationConfig
  accessPointId?:s
  iam?:s
struct ecs.CommonTaskDefinitionProps
  enableFaultInjection?:b
  executionRole?:iam.IRole
  family?:s
  proxyConfiguration?:ecs.ProxyConfiguration
  taskRole?:iam.IRole
  volumes?:[ecs.Volume
struct ecs.ContainerDefinitionOptions
  image:ecs.ContainerImage
  command?:[s
  containerName?:s
  cpu?:n
  credentialSpecs?:[ecs.CredentialSpec
  disableNetworking?:b
  dnsSearchDomains?:[s
  dnsServers?:[s
  dockerLabels?:{s
  dockerSecurityOptions?:[s
  enableRestartPolicy?:b
  entryPoint?:[s
  environment?:{s
  environmentFiles?:[ecs.EnvironmentFile
  essential?:b
  extraHosts?:{s
  gpuCount?:n
  healthCheck?:ecs.HealthCheck
  hostname?:s
  inferenceAcceleratorResources?:[s
  interactive?:b
  linuxParameters?:ecs.LinuxParameters
  logging?:ecs.LogDriver
  memoryLimitMiB?:n
  memoryReservationMiB?:n
  portMappings?:[ecs.PortMapping
  privileged?:b
  pseudoTerminal?:b
  readonlyRootFilesystem?:b
  restartAttemptPeriod?:Duration
  restartIgnoredExitCodes?:[n
  secrets?:{ecs.Secret
  startTimeout?:Duration
  stopTimeout?:Duration
  systemControls?:[ecs.SystemControl
  ulimits?:[ecs.Ulimit
  user?:s
  versionConsistency?:ecs.VersionConsistency
  workingDirectory?:s
struct ecs.DockerVolumeConfiguration
  driver:s
  scope:ecs.Scope
  autoprovision?:b
  driverOpts?:{s
  labels?:{s
struct ecs.EBSTagSpecification
  propagateTags?:ecs.EbsPropagatedTagSource
  tags?:{s
struct ecs.EfsVolumeConfiguration
  fileSystemId:s
  authorizationConfig?:ecs.AuthorizationConfig
  rootDirectory?:s
  transitEncryption?:s
  transitEncryptionPort?:n
struct ecs.HealthCheck
  command:[s
  interval?:Duration
  retries?:n
  startPeriod?:Duration
  timeout?:Duration
struct ecs.Host
  sourcePath?:s
struct ecs.ManagedStorageConfiguration
  fargateEphemeralStorageKmsKey?:kms.IKey
  kmsKey?:kms.IKeyRef
struct ecs.PortMapping
  containerPort:n
  appProtocol?:ecs.AppProtocol
  containerPortRange?:s
  hostPort?:n
  name?:s
  protocol?:ecs.Protocol
struct ecs.RepositoryImageProps
  credentials?:secretsmanager.ISecret
struct ecs.RuntimePlatform
  cpuArchitecture?:ecs.CpuArchitecture
  operatingSystemFamily?:ecs.OperatingSystemFamily
struct ecs.ServiceManagedEBSVolumeConfiguration
  encrypted?:b
  fileSystemType?:ecs.FileSystemType
  iops?:n
  kmsKeyId?:kms.IKey
  role?:iam.IRole
  size?:Size
  snapShotId?:s
  tagSpecifications?:[ecs.EBSTagSpecification
  throughput?:n
  volumeInitializationRate?:Size
  volumeType?:ec2.EbsDeviceVolumeType
struct ecs.SystemControl
  namespace:s
  value:s
struct ecs.Ulimit
  hardLimit:n
  name:ecs.UlimitName
  softLimit:n
struct ecs.Volume
  name:s
  configuredAtLaunch?:b
  dockerVolumeConfiguration?:ecs.DockerVolumeConfiguration
  efsVolumeConfiguration?:ecs.EfsVolumeConfiguration
  host?:ecs.Host
struct sns_subscriptions.SqsSubscriptionProps sns_subscriptions.SubscriptionProps
  rawMessageDelivery?:b
struct sns_subscriptions.SubscriptionProps
  deadLetterQueue?:sqs.IQueue
  filterPolicy?:{sns.SubscriptionFilter
  filterPolicyWithMessageBody?:{sns.FilterOrPolicy
thing App artifactId
thing Duration formatTokenToNumber = days() hours() millis() minutes()
thing ICapacity capacityProviderName kind
thing IMonitoredWorkload service
thing ITaskVpcLink vpcLink
thing Size isUnresolved = bytes() gibibytes() kibibytes() mebibytes()
thing TimeZone timezoneName = of() AFRICA_ABIDJAN AFRICA_ALGIERS AFRICA_BISSAU
thing acm.ICertificate certificateArn = acm.Certificate.new acm.Certificate.fromCertificateArn()
thing acmpca.ICertificateAuthority certificateAuthorityArn
thing apigatewayv2.IHttpApi apiId = apigatewayv2.HttpApi.new apigatewayv2.HttpApi.fromHttpApiAttributes()
thing apigatewayv2.IHttpRouteAuthorizer bind
thing apigatewayv2.IVpcLink vpcLinkId = apigatewayv2.VpcLink.new apigatewayv2.VpcLink.fromVpcLinkAttributes()
thing apigatewayv2.ParameterMapping mappings = fromObject()
thing applicationautoscaling.Schedule expressionString = at() cron() expression() rate()
thing autoscaling.AutoScalingGroup autoScalingGroupArn autoScalingGroupName
thing cloudwatch.IAlarm alarmArn alarmName = cloudwatch.Alarm.new cloudwatch.Alarm.fromAlarmArn() cloudwatch.Alarm.fromAlarmName()
thing cx_api.CloudAssembly getStackByName
thing dynamodb.ITable tableArn tableName = dynamodb.Table.new dynamodb.Table.fromTableArn() dynamodb.Table.fromTableAttributes() dynamodb.Table.fromTableName()
thing ec2.FlowLogDestination bind = toCloudWatchLogs() toFirehose() toKinesisDataFirehoseDestination() toS3()
thing ec2.IConnectable connections
thing ec2.IIpAddresses allocateSubnetsCidr
thing ec2.ISecurityGroup securityGroupId = ec2.SecurityGroup.new ec2.SecurityGroup.fromLookupById() ec2.SecurityGroup.fromLookupByName() ec2.SecurityGroup.fromSecurityGroupId()
thing ec2.ISubnet subnetId = ec2.Subnet.new ec2.Subnet.fromSubnetAttributes() ec2.Subnet.fromSubnetId()
thing ec2.IVpc vpcArn vpcId = ec2.Vpc.new ec2.Vpc.fromLookup() ec2.Vpc.fromVpcAttributes()
thing ec2.InstanceType architecture = of()
thing ec2.InterfaceVpcEndpointAwsService shortName = ACCESS_ANALYZER ACCOUNT_MANAGEMENT AIRFLOW_API AIRFLOW_API_FIPS
thing ec2.Port canInlineRule = ah() allIcmp() allIcmpV6() allTcp()
thing ec2.SubnetFilter selectSubnets = availabilityZones() byCidrMask() byCidrRanges() byIds()
thing ecr.IRepository repositoryArn repositoryName = ecr.Repository.new ecr.Repository.fromLookup() ecr.Repository.fromRepositoryArn() ecr.Repository.fromRepositoryAttributes()
thing ecs.AppProtocol value = grpc http http2
thing ecs.AsgCapacityProvider capacityProviderName
thing ecs.BaseService serviceArn serviceName
thing ecs.ContainerDefinition containerName imageName
thing ecs.ContainerImage bind = fromAsset() fromDockerImageAsset() fromEcrRepository() fromRegistry()
thing ecs.CpuArchitecture = of() ARM64 X86_64
thing ecs.CredentialSpec prefixId
thing ecs.EnvironmentFile bind = fromAsset() fromBucket()
thing ecs.IBaseService serviceArn = ecs.BaseService.fromServiceArnWithCluster()
thing ecs.ICluster clusterArn clusterName = ecs.Cluster.new ecs.Cluster.fromClusterArn() ecs.Cluster.fromClusterAttributes()
thing ecs.IDeploymentLifecycleHookTarget bind
thing ecs.IService serviceArn serviceName
thing ecs.LinuxParameters addCapabilities
thing ecs.LogDriver bind = awsLogs()
thing ecs.ManagedInstancesCapacityProvider capacityProviderName
thing ecs.OperatingSystemFamily isLinux = of() LINUX WINDOWS_SERVER_2004_CORE WINDOWS_SERVER_2016_FULL
thing ecs.PlacementConstraint toJson = distinctInstances() memberOf()
thing ecs.ProxyConfiguration bind
thing ecs.Secret arn = fromSecretsManager() fromSecretsManagerVersion() fromSsmParameter()
thing ecs.TaskDefinition taskDefinitionArn findPortMappingByName
thing efs.IAccessPoint accessPointArn accessPointId = efs.AccessPoint.new efs.AccessPoint.fromAccessPointAttributes() efs.AccessPoint.fromAccessPointId()
thing elbv2.ApplicationListenerRule listenerRuleArn
thing elbv2.ApplicationTargetGroup firstLoadBalancerFullName
thing elbv2.IApplicationListener listenerArn = elbv2.ApplicationListener.new elbv2.ApplicationListener.fromApplicationListenerAttributes() elbv2.ApplicationListener.fromLookup()
thing elbv2.IApplicationLoadBalancer loadBalancerArn = elbv2.ApplicationLoadBalancer.new elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes() elbv2.ApplicationLoadBalancer.fromLookup()
thing elbv2.ITargetGroup targetGroupArn targetGroupName
thing iam.IGrantable grantPrincipal
thing iam.IInstanceProfile instanceProfileArn instanceProfileName = iam.InstanceProfile.new iam.InstanceProfile.fromInstanceProfileArn() iam.InstanceProfile.fromInstanceProfileAttributes() iam.InstanceProfile.fromInstanceProfileName()
thing iam.IManagedPolicy managedPolicyArn = iam.ManagedPolicy.new iam.ManagedPolicy.fromAwsManagedPolicyName() iam.ManagedPolicy.fromManagedPolicyArn() iam.ManagedPolicy.fromManagedPolicyName()
thing iam.IPrincipal assumeRoleAction
thing iam.IRole roleArn roleName = iam.Role.new iam.Role.fromLookup() iam.Role.fromRoleArn() iam.Role.fromRoleName()
thing iam.PolicyDocument creationStack = fromJson()
thing iam.PolicyStatement actions = fromJson()
thing kinesis.IStream streamArn streamName = kinesis.Stream.new kinesis.Stream.fromStreamArn() kinesis.Stream.fromStreamAttributes()
thing kinesisfirehose.IDeliveryStream deliveryStreamArn deliveryStreamName = kinesisfirehose.DeliveryStream.new kinesisfirehose.DeliveryStream.fromDeliveryStreamArn() kinesisfirehose.DeliveryStream.fromDeliveryStreamAttributes() kinesisfirehose.DeliveryStream.fromDeliveryStreamName()
thing kms.IKey keyArn keyId = kms.Key.new kms.Key.fromCfnKey() kms.Key.fromKeyArn() kms.Key.fromLookup()
thing kms.IKeyRef keyRef
thing logs.ILogGroup logGroupArn logGroupName = logs.LogGroup.new logs.LogGroup.fromLogGroupArn() logs.LogGroup.fromLogGroupName()
thing msk.IClusterRef clusterRef
thing opensearchserverless.ICollectionRef collectionRef
thing opensearchservice.IDomain domainArn domainId = opensearchservice.Domain.new opensearchservice.Domain.fromDomainAttributes() opensearchservice.Domain.fromDomainEndpoint()
thing route53.IHostedZone hostedZoneArn hostedZoneId = route53.HostedZone.new route53.HostedZone.fromHostedZoneAttributes() route53.HostedZone.fromHostedZoneId() route53.HostedZone.fromLookup()
thing s3.IBucket bucketArn bucketDomainName = s3.Bucket.new s3.Bucket.fromBucketArn() s3.Bucket.fromBucketAttributes() s3.Bucket.fromBucketName()
thing scheduler.ScheduleExpression expressionString = at() cron() expression() rate()
thing scheduler.ScheduleTargetInput bind = fromObject() fromText()
thing scheduler.TimeWindow mode = flexible() off()
thing secretsmanager.ISecret secretArn secretName = secretsmanager.Secret.new secretsmanager.Secret.fromSecretAttributes() secretsmanager.Secret.fromSecretCompleteArn() secretsmanager.Secret.fromSecretNameV2()
thing servicediscovery.INamespace namespaceArn namespaceId
thing servicediscovery.IService serviceArn serviceId = servicediscovery.Service.new servicediscovery.Service.fromServiceAttributes()
thing signer.ISigningProfile signingProfileArn signingProfileName = signer.SigningProfile.new signer.SigningProfile.fromSigningProfileAttributes()
thing sns.FilterOrPolicy type = filter() policy()
thing sns.ITopic topicArn topicName = sns.Topic.new sns.Topic.fromTopicArn() sns.Topic.fromTopicAttributes()
thing sns.SubscriptionFilter conditions = existsFilter() notExistsFilter() numericFilter() stringFilter()
thing sqs.IQueue queueArn queueName = sqs.Queue.new sqs.Queue.fromQueueArn() sqs.Queue.fromQueueAttributes()
thing ssm.IParameter parameterArn parameterName
thing stepfunctions.IStateMachine stateMachineArn = stepfunctions.StateMachine.new stepfunctions.StateMachine.fromStateMachineArn() stepfunctions.StateMachine.fromStateMachineName()
`;
