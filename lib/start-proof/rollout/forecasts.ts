import type { AppModel } from '../../app-model/app-model';
import { ServiceForecast } from '../deployment-forecast-result';
import { forecastOf } from './forecast';
import { readServices } from './service-reading';

/** The forecasts of all services that ECS deploys. */
export function forecastsOf(model: AppModel): ServiceForecast[] {
  return readServices(model).flatMap((service) => forecastOf(model, service) ?? []);
}
