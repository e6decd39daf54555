export * from './capacity';
export * from './capacity-strategy';
