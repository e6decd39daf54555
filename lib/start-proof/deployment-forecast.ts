import type { App, Duration } from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { ServiceForecast } from './deployment-forecast-result';

/**
 * The time that a new version of each service needs at least until CloudFormation goes on, and the settings that make it so.
 *
 * ```ts
 * const forecast = DeploymentForecast.of(app);
 * console.log(forecast.text());
 * forecast.expectWithin('Shop/Api/Service', Duration.minutes(10)); // in a test
 * ```
 *
 * It counts an ordinary deployment from the finished templates: health checks, goes by the percentages, steps, bake time and
 * deregistration delay. A service that CodeDeploy or an external controller deploys is left out.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
 */
@guarded
export class DeploymentForecast {
  /**
   * Synthesizes the app and reads its services.
   */
  public static of(app: App): DeploymentForecast {
    return DeploymentForecast.ofAssembly(app.synth().directory);
  }

  /**
   * Reads the services of an app that is already on disk.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   */
  public static ofAssembly(path: string): DeploymentForecast {
    return new DeploymentForecast(forecasts(loader().modelOfPath(path)));
  }

  private constructor(
    /** Every service that ECS deploys, in the order of the app. */
    public readonly services: ServiceForecast[],
  ) {}

  /**
   * Returns the forecast of one service.
   *
   * Throws `DeploymentForecast.noService` when there is none.
   *
   * @param path construct path of the service, as in `services`, or of a construct that has it and no other
   */
  public service(path: string): ServiceForecast {
    const found = this.services.filter((each) => each.path === path || each.path.startsWith(`${path}/`));
    return found.length === 1
      ? found[0]
      : fail(
          undefined,
          'DeploymentForecast.noService',
          `'${path}' is the path of ${found.length === 0 ? 'no service' : 'several services'} that ECS deploys; there are ${this.services.map((each) => each.path).join(', ') || 'none'}`,
        );
  }

  /**
   * Expects that an ordinary deployment of a service may be over within some time: a helper for tests.
   *
   * Throws `DeploymentForecast.tooSlow` with the parts when it takes longer.
   *
   * @param path construct path of the service
   */
  public expectWithin(path: string, limit: Duration): void {
    const forecast = this.service(path);
    if (forecast.atLeastSeconds > limit.toSeconds()) {
      fail(
        undefined,
        'DeploymentForecast.tooSlow',
        `a deployment takes longer than ${inWords(limit.toSeconds())}; ${line(forecast)}`,
      );
    }
  }

  /**
   * Returns the forecasts as plain text, for a terminal or a log.
   */
  public text(): string {
    return this.services
      .flatMap((each) => [
        line(each),
        ...each.parts.map(({ name, seconds, reason }) => `  ${name}: ${inWords(seconds)}, ${reason}`),
        ...each.mayAdd.map(({ name, seconds, reason }) => `  ${name}: up to ${inWords(seconds)} more, ${reason}`),
        ...each.unknown.map((unknown) => `  longer by ${unknown}, which is not known`),
      ])
      .join('\n');
  }
}

/** The forecast in one line. */
function line({ path, strategy, atLeastSeconds, parts }: ServiceForecast): string {
  const longest = [...parts].sort((one, other) => other.seconds - one.seconds).at(0);
  return `${path} (${strategy}): at least ${inWords(atLeastSeconds)}${longest === undefined ? '' : `, mostly ${longest.name} (${longest.reason})`}`;
}

function inWords(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const said = [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(rest > 0 ? [`${rest} s`] : []),
  ];
  return said.length === 0 ? '0 s' : said.join(' ');
}

/** Loaded on first use: an app without a forecast does not pay for it. */
function loader(): typeof import('../app-model/load') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  return require('../app-model/load');
}

function forecasts(model: AppModel): ServiceForecast[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { forecastsOf } = require('./rollout/forecasts') as typeof import('./rollout/forecasts');
  return forecastsOf(model);
}
