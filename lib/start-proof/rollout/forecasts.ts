import type { AppModel } from '../../app-model/app-model';
import { ServiceForecast } from '../deployment-forecast-result';
import { placedTasks } from '../reach/placed-tasks';
import { forecastOf } from './forecast';
import { readServices } from './service-reading';

/** The forecasts of all services that ECS deploys. */
export function forecastsOf(model: AppModel): ServiceForecast[] {
  return readServices(model, placedTasks(model).placed).flatMap((service) => forecastOf(model, service) ?? []);
}
