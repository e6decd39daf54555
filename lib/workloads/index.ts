export * from './rollback-alarms';
export * from './rollback-policy';
export * from './service-deployment';
export * from './service-workload';
export * from './web-service';
export * from './workload-props';
