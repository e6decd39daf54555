import { text } from './template-value';

/** Stands for a part of a text that is known only at deployment: `«AWS::Region»`. */
const UNKNOWN = /«[^«»]*»/;

/**
 * A template value as one line of text: `Fn::Join` and `Fn::Sub` flattened, every part that only the deployment knows in
 * guillemets (`«AWS::Region»`, `«Stream.Arn»`). `undefined` for what is no text at all.
 */
export function flatText(value: unknown): string | undefined {
  const plain = text(value);
  if (plain !== undefined || typeof value !== 'object' || value === null) {
    return plain ?? (typeof value === 'boolean' ? String(value) : undefined);
  }
  const [[name, argument] = []] = Object.entries(value);
  switch (name) {
    case 'Ref':
      return `«${String(argument)}»`;
    case 'Fn::GetAtt':
      return `«${Array.isArray(argument) ? argument.join('.') : String(argument)}»`;
    case 'Fn::Join':
      return joined(argument);
    case 'Fn::Sub':
      return (Array.isArray(argument) ? String(argument[0]) : String(argument)).replace(/\$\{([^!}]+)\}/g, '«$1»');
    default:
      return name?.startsWith('Fn::') ? `«${name}»` : undefined;
  }
}

/** Whether a flattened text holds a part that is known only at deployment. */
export function isPartlyUnknown(flat: string): boolean {
  return UNKNOWN.test(flat);
}

function joined(argument: unknown): string {
  if (!Array.isArray(argument) || !Array.isArray(argument[1])) {
    return '«Fn::Join»';
  }
  return argument[1].map((part) => flatText(part) ?? '«?»').join(String(argument[0]));
}
