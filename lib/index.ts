export * from './capacity-providers';
