/** Minutes in a row after which an alarm undoes a release: longer than most tasks take to warm up and to pass their first health checks. */
export const SUSTAINED_MINUTES = 5;
