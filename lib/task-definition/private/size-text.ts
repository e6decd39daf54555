import { text } from '../../internal/template-value';

/** CPU units of `1024`, `1 vCPU` or `.25 vcpu`; `undefined` when unknown or not a CPU size. */
export function cpuUnitsOf(value: unknown): number | undefined {
  return amount(value, /^\s*(\d+|\d*\.\d+)\s*vcpu\s*$/i);
}

/** MiB of `2048`, `2 GB` or `.5GB`; `undefined` when unknown or not a memory size. */
export function memoryMiBOf(value: unknown): number | undefined {
  return amount(value, /^\s*(\d+|\d*\.\d+)\s*gb\s*$/i);
}

function amount(value: unknown, unit: RegExp): number | undefined {
  const written = text(value);
  if (written === undefined) {
    return undefined;
  }
  const match = unit.exec(written);
  if (match) {
    return Number(match[1]) * 1024;
  }
  return /^\s*\d+\s*$/.test(written) ? Number(written) : undefined;
}
