import { OptionType } from './fluent-bit-schema';

const BYTES: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1000 ** 2, g: 1000 ** 3 };

/** The values that Fluent Bit takes for each type, in words. */
const TAKES: Readonly<Record<OptionType, string>> = {
  boolean: 'true, false, on, off, yes or no',
  integer: 'a whole number',
  size: "a number of bytes such as '512k', '10M' or '1G'",
  time: "a time such as '10s', '5m', '1h' or '1d'",
  text: 'a text',
  list: 'a text',
};

/** The allowed values, when a value is wrong for its type; `undefined` when it is right. */
export function valueFault(type: OptionType, value: string): string | undefined {
  return isOfType(type, value) ? undefined : TAKES[type];
}

/** Bytes of a Fluent Bit size (`10M` is 10,000,000); `undefined` for what is none. */
export function sizeInBytes(value: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(value.trim()) ?? [];
  return amount === undefined ? undefined : Number(amount) * BYTES[unit.toLowerCase()];
}

/** Whether Fluent Bit reads the value as true. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(true|on|yes)$/i.test(value);
}

function isOfType(type: OptionType, value: string): boolean {
  switch (type) {
    case 'boolean':
      return /^(true|false|on|off|yes|no)$/i.test(value);
    case 'integer':
      return /^-?\d+$/.test(value);
    case 'size':
      return sizeInBytes(value) !== undefined || /^false$/i.test(value);
    case 'time':
      return /^\d+(\.\d+)?[smhd]?$/i.test(value);
    default:
      return true;
  }
}
