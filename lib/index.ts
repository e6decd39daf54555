export * from './capacity-providers';
export * from './security';
