import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

/** A log driver whose configuration a log router makes for each container that takes it. */
export class RoutedLogDriver extends ecs.LogDriver {
  constructor(private readonly route: (container: ecs.ContainerDefinition) => ecs.LogDriverConfig) {
    super();
  }

  public bind(_scope: Construct, container: ecs.ContainerDefinition): ecs.LogDriverConfig {
    return this.route(container);
  }
}
