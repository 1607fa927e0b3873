export const log = { write: (line) => process.stdout.write(line) }
