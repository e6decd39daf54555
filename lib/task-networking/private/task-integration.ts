import type { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';

/** The way from an API to the tasks of one service. */
export interface TaskIntegration {
  readonly vpcLinkId: string;
  /** ARN of the service of Cloud Map. */
  readonly registryArn: string;
  readonly timeout?: Duration;
  readonly parameterMapping?: apigateway.ParameterMapping;
}

/**
 * The integration of an API with the tasks of a service. That of aws-cdk-lib for Cloud Map drops the time of its options.
 *
 * The class is made when it is first needed: its base loads what apps without an API do without.
 */
export function taskIntegration(way: TaskIntegration): apigateway.HttpRouteIntegration {
  class RegisteredTasks extends apigateway.HttpRouteIntegration {
    public bind(): apigateway.HttpRouteIntegrationConfig {
      return {
        type: apigateway.HttpIntegrationType.HTTP_PROXY,
        method: apigateway.HttpMethod.ANY,
        connectionType: apigateway.HttpConnectionType.VPC_LINK,
        connectionId: way.vpcLinkId,
        uri: way.registryArn,
        payloadFormatVersion: apigateway.PayloadFormatVersion.VERSION_1_0,
        timeout: way.timeout,
        parameterMapping: way.parameterMapping,
      };
    }
  }
  return new RegisteredTasks('Integration');
}
