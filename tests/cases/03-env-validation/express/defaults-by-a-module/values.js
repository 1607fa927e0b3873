export const either = (value, other) => value || other;

export function must(value) {
  return value.trim();
}
