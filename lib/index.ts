export * from './app-model';
export * from './capacity-providers';
export * from './checks';
export * from './firelens';
export * from './security';
export * from './task-definition';
export * from './task-networking';
export * from './workloads';
