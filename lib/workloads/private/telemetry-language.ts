/** The instrumentation of a language: what is copied from where, and what makes the application load it. */
export interface Instrumentation {
  readonly image: string;
  /** Copies the instrumentation into a directory. */
  command(directory: string): string[];
  /** Environment of the application, given what it has. */
  environment(directory: string, given: Readonly<Record<string, string>>, arm: boolean): Record<string, string>;
}

const REPOSITORY = 'public.ecr.aws/aws-observability/adot-autoinstrumentation';
const copyAll = (directory: string) => ['cp', '-a', '/autoinstrumentation/.', directory];

/** The value that was there, with what is added. */
function appended(given: string | undefined, added: string): string {
  return given === undefined ? added : `${given} ${added}`;
}

/**
 * Instrumentation of the AWS Distro for OpenTelemetry, by the value of `TelemetryLanguage`.
 *
 * Sources: CloudWatch user guide, Application Signals on ECS with a sidecar; aws-cdk's aws-applicationsignals-alpha; versions as
 * named by public task definitions, none of which was pulled here, 2026-11.
 */
export const INSTRUMENTATIONS: Readonly<Record<string, Instrumentation>> = {
  JAVA: {
    image: `${REPOSITORY}-java:v2.28.2`,
    command: (directory) => ['cp', '/javaagent.jar', `${directory}/javaagent.jar`],
    environment: (directory, { JAVA_TOOL_OPTIONS }) => ({
      JAVA_TOOL_OPTIONS: appended(JAVA_TOOL_OPTIONS, `-javaagent:${directory}/javaagent.jar`),
    }),
  },
  PYTHON: {
    image: `${REPOSITORY}-python:v0.19.0`,
    command: copyAll,
    environment: (directory, { PYTHONPATH }) => ({
      OTEL_PYTHON_CONFIGURATOR: 'aws_configurator',
      OTEL_PYTHON_DISTRO: 'aws_distro',
      PYTHONPATH: [`${directory}/opentelemetry/instrumentation/auto_instrumentation`, PYTHONPATH, directory]
        .filter((path) => path !== undefined)
        .join(':'),
    }),
  },
  NODEJS: {
    image: `${REPOSITORY}-node:v0.12.0`,
    command: copyAll,
    environment: (directory, { NODE_OPTIONS }) => ({
      NODE_OPTIONS: appended(NODE_OPTIONS, `--require ${directory}/autoinstrumentation.js`),
    }),
  },
  DOTNET: {
    image: `${REPOSITORY}-dotnet:v1.14.0`,
    command: copyAll,
    environment: (directory, _given, arm) => ({
      CORECLR_ENABLE_PROFILING: '1',
      CORECLR_PROFILER: '{918728DD-259F-4A6A-AC2B-B85E1B658318}',
      CORECLR_PROFILER_PATH: `${directory}/linux-${arm ? 'arm64' : 'x64'}/OpenTelemetry.AutoInstrumentation.Native.so`,
      DOTNET_ADDITIONAL_DEPS: `${directory}/AdditionalDeps`,
      DOTNET_SHARED_STORE: `${directory}/store`,
      DOTNET_STARTUP_HOOKS: `${directory}/net/OpenTelemetry.AutoInstrumentation.StartupHook.dll`,
      OTEL_DOTNET_AUTO_HOME: directory,
      OTEL_DOTNET_AUTO_PLUGINS:
        'AWS.Distro.OpenTelemetry.AutoInstrumentation.Plugin, AWS.Distro.OpenTelemetry.AutoInstrumentation',
      OTEL_DOTNET_CONFIGURATOR: 'aws_configurator',
      OTEL_DOTNET_DISTRO: 'aws_distro',
    }),
  },
};

/** Variables to which options are added, where all others stay as the container has them. */
export const EXTENDED: readonly string[] = ['JAVA_TOOL_OPTIONS', 'NODE_OPTIONS', 'PYTHONPATH'];
