export * from './firelens-checks';
