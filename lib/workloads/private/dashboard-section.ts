import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { DashboardServiceOptions } from '../dashboard-service-options';
import { serviceRows } from './dashboard-rows';

/**
 * The part of a dashboard that shows one service. Laid out when the dashboard is rendered, as what belongs to a service may
 * come after the dashboard.
 */
export class DashboardSection implements cloudwatch.IWidget {
  public readonly width = 24;
  private laidOut?: cloudwatch.Column;

  constructor(
    private readonly owner: Construct,
    private readonly service: ecs.BaseService,
    private readonly watched: () => Required<DashboardServiceOptions>,
  ) {}

  public get height(): number {
    return this.content.height;
  }

  public position(x: number, y: number): void {
    this.content.position(x, y);
  }

  public toJson(): unknown[] {
    return this.content.toJson();
  }

  private get content(): cloudwatch.Column {
    this.laidOut ??= new cloudwatch.Column(...serviceRows(this.owner, this.service, this.watched()));
    return this.laidOut;
  }
}
