export * from './capacity-providers';
export * from './task-networking';
