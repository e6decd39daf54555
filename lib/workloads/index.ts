export * from './service-deployment';
export * from './service-workload';
export * from './workload-props';
