import { format as asText } from "node:util";
import { config, createLogger, format, transports } from "winston";
import "winston-daily-rotate-file";

const { LOG_DIR, LOG_LEVEL, NODE_ENV } = process.env;
const isProduction = NODE_ENV === "production";
const isLevel = LOG_LEVEL !== undefined && LOG_LEVEL in config.npm.levels;
const lowestLevel = isLevel ? LOG_LEVEL : "info";

/** For people, where the service is developed. */
const colouredText = format.combine(
  format.colorize(),
  format.printf(({ level, message, stack }) =>
    [`${level}: ${String(message)}`, stack].filter(Boolean).join("\n"),
  ),
);

/** Writes to the console: in production one JSON object a line, elsewhere text. */
export const logger = createLogger({
  level: lowestLevel,
  defaultMeta: { service: <%= name | quoted %> },
  format: format.combine(format.errors({ stack: true }), format.timestamp()),
  transports: [
    new transports.Console({
      format: isProduction ? format.json() : colouredText,
    }),
  ],
});

// whatever goes wrong with a log is no reason to end the service
logger.on("error", () => undefined);
process.stdout.on("error", () => undefined);

if (LOG_DIR) {
  addFiles(LOG_DIR, "error", "error", "14d");
  addFiles(LOG_DIR, "combined", lowestLevel, "7d");
}
if (isProduction) {
  captureConsole();
}

/** Logs to a new file each day as well. A folder that cannot be written to ends nothing. */
function addFiles(
  dirname: string,
  name: string,
  level: string,
  maxFiles: string,
): void {
  try {
    const file = new transports.DailyRotateFile({
      dirname,
      filename: `${name}-%DATE%.log`,
      level,
      maxFiles,
      format: format.json(),
    });
    file.logStream.on("error", (error: Error) => {
      if (!file.silent) {
        file.silent = true;
        logger.error(`Nothing more is logged to ${dirname}:`, error);
      }
    });
    logger.add(file);
  } catch (error) {
    logger.error(`Nothing is logged to ${dirname}:`, error);
  }
}

/** Makes entries of what the code prints, since lines of text cannot be searched. */
function captureConsole(): void {
  const methods = ["debug", "error", "info", "log", "warn"] as const;
  for (const method of methods) {
    console[method] = (...values: unknown[]): void => {
      const entry = entryOf(values);
      logger.log({ level: method === "log" ? "info" : method, ...entry });
    };
  }
}

/** All values as the console would print them, but errors by their message, with the stack apart. */
function entryOf(values: unknown[]): { message: string; stack?: string } {
  const texts: unknown[] = values.map((value) =>
    value instanceof Error ? value.message || value.name : value,
  );
  const stacks = values.map(stackOf).filter(Boolean);
  // only what the code has written is a format, and no message is
  const first = values[0] instanceof Error ? ["%s"] : [];
  const message = asText(...first, ...texts);
  const stack = stacks.join("\n");
  return stack ? { message, stack } : { message };
}

function stackOf(value: unknown): string | undefined {
  if (!(value instanceof Error)) {
    return undefined;
  }
  const { cause } = value as Error & { cause?: unknown };
  return cause instanceof Error
    ? `${value.stack}\nCaused by: ${cause.stack}`
    : value.stack;
}
