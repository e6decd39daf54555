export * from './capacity';
export * from './capacity-assertions';
export * from './capacity-checks';
export * from './capacity-plan';
export * from './capacity-strategy';
