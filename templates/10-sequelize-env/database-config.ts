/** The block of a database config for `environment`; without one the service must not start. */
export function configFor<Configs extends object>(
  configs: Configs,
  environment: string,
): Configs[keyof Configs] {
  const known = Object.keys(configs);
  if (!known.includes(environment)) {
    throw new Error(
      `No database config for NODE_ENV="${environment}" (there is one for ${known.join(", ")})`,
    );
  }
  return configs[environment as keyof Configs];
}
