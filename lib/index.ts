export * from './capacity-providers';
export * from './firelens';
export * from './security';
