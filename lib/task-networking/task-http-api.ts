import { Names, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { Every, allTaken } from '../internal/every';
import { guarded } from '../internal/guard/guarded';
import type { AddHttpApiServiceOptions, HttpApiOptions } from './http-api-options';
import { certificateRegionFaults } from './private/certificate-region';
import { ACCESS_LOG_FORMAT } from './private/access-log-format';
import { domainFaults, throttleFaults } from './private/http-api-faults';
import { TaskHttpRoutes } from './task-http-routes';
import type { ITaskVpcLink } from './task-vpc-link';

/** Properties of an HTTP API for tasks. */
export interface TaskHttpApiProps extends HttpApiOptions {
  /** The VPC link by which it reaches the tasks, as `TaskVpcLink.of(vpc)`. */
  readonly vpcLink: ITaskVpcLink;

  /**
   * The authorizer of its routes. An HTTP API is on the internet: `HttpNoneAuthorizer` lets everybody call, and nothing else does.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
   */
  readonly authorizer: apigateway.IHttpRouteAuthorizer;

  /**
   * DNS name of the API, as in `api.example.com`. It needs `certificate`; the record that leads to `domain` is yours.
   *
   * @default - the name that API Gateway gives
   */
  readonly domainName?: string;

  /**
   * Certificate of `domainName`, of the same Region.
   *
   * @default - there is no `domainName`
   */
  readonly certificate?: acm.ICertificate;
}

/**
 * An HTTP API of API Gateway which any number of services share by path: an authorizer, access logs, and with a domain name no other
 * name by which it could be called.
 *
 * It has no price by the hour: requests cost about 1 USD a million. Services are registered in Cloud Map and reached by the VPC link,
 * without a load balancer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
@guarded
@propertyInjectable
export class TaskHttpApi extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskHttpApi';

  /** The API. Its stage, `$default`, is deployed with every change. */
  public readonly api: apigateway.HttpApi;
  /** The VPC link by which it reaches tasks. */
  public readonly vpcLink: ITaskVpcLink;
  /** Log group of the access logs. */
  public readonly accessLogGroup: logs.ILogGroup;
  /** The domain name; `undefined` without one. */
  public readonly domain?: apigateway.DomainName;
  /** The URL of the API, without a slash at its end. */
  public readonly url: string;

  private readonly preflight: boolean;

  /**
   * Fails with `TaskHttpApi.throttle`, `TaskHttpApi.domainName` and `TaskHttpApi.certificateRegion`.
   */
  constructor(scope: Construct, id: string, props: TaskHttpApiProps) {
    super(scope, id);
    const {
      vpcLink,
      authorizer,
      domainName,
      certificate,
      accessLogGroup,
      detailedMetrics,
      throttle,
      corsPreflight,
      ...rest
    } = props;
    allTaken<typeof rest>(rest);
    failAll(this, [
      ...throttleFaults(throttle),
      ...domainFaults({ domainName, certificate }),
      ...certificateRegionFaults(this, 'TaskHttpApi.certificateRegion', certificate, 'an HTTP API'),
    ]);
    this.vpcLink = vpcLink;
    this.preflight = corsPreflight !== undefined;
    if (domainName !== undefined && certificate !== undefined) {
      this.domain = new apigateway.DomainName(this, 'Domain', { domainName, certificate });
    }
    this.api = new apigateway.HttpApi(this, 'Resource', {
      apiName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      corsPreflight,
      defaultAuthorizer: authorizer,
      disableExecuteApiEndpoint: this.domain === undefined ? undefined : true,
      defaultDomainMapping: this.domain && { domainName: this.domain },
    });
    this.node.defaultChild = this.api;
    this.accessLogGroup =
      accessLogGroup ??
      new logs.LogGroup(this, 'AccessLogs', {
        retention: logs.RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    this.setStage({ detailedMetrics, throttle });
    this.url = this.domain === undefined ? this.api.apiEndpoint : `https://${domainName}`;
  }

  /**
   * Routes a path to a service, as `TaskHttpRoutes.addService` does and with the same faults.
   *
   * @param id of the routes under the service; it is part of the contract, as renaming it replaces them
   */
  public addService(
    id: string,
    service: ecs.BaseService,
    options: AddHttpApiServiceOptions = {},
  ): apigateway.HttpRoute[] {
    return TaskHttpRoutes.of(this.api, this.vpcLink)._add(id, service, options, this.preflight);
  }

  /** The stage of the L2 has neither of these when the API makes it. */
  private setStage({ detailedMetrics, throttle }: Every<Pick<HttpApiOptions, 'detailedMetrics' | 'throttle'>>): void {
    const stage = this.api.defaultStage!.node.defaultChild as apigateway.CfnStage;
    stage.accessLogSettings = { destinationArn: this.accessLogGroup.logGroupArn, format: ACCESS_LOG_FORMAT };
    if (detailedMetrics !== undefined || throttle !== undefined) {
      stage.defaultRouteSettings = {
        detailedMetricsEnabled: detailedMetrics,
        throttlingRateLimit: throttle?.rateLimit,
        throttlingBurstLimit: throttle?.burstLimit,
      };
    }
  }
}
