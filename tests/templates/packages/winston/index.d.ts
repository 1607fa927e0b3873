// What winston 3 says of the parts that are used, and no more.

import type { EventEmitter } from "node:events";
import type { Writable } from "node:stream";

interface TransformableInfo {
  level: string;
  message: unknown;
  [key: string | symbol]: unknown;
}

interface Format {
  transform: (info: TransformableInfo) => TransformableInfo | boolean;
}

interface LogEntry {
  level: string;
  message: any;
  [key: string | symbol]: any;
}

interface LeveledLogMethod {
  (message: string, ...meta: any[]): Logger;
  (infoObject: object): Logger;
}

declare class Transport extends EventEmitter {
  silent?: boolean;
}

declare class DailyRotateFile extends Transport {
  logStream: Writable;
  constructor(options?: {
    dirname?: string;
    filename?: string;
    level?: string;
    maxFiles?: string | number;
    format?: Format;
  });
}

declare class Console extends Transport {
  constructor(options?: { format?: Format });
}

export interface Logger extends EventEmitter {
  add(transport: Transport): this;
  log(entry: LogEntry): this;
  error: LeveledLogMethod;
  info: LeveledLogMethod;
}

export declare function createLogger(options: {
  level?: string;
  defaultMeta?: object;
  format?: Format;
  transports?: Transport[];
}): Logger;

export declare const config: { npm: { levels: Record<string, number> } };

export declare const format: {
  colorize(): Format;
  combine(...formats: Format[]): Format;
  errors(options: { stack: boolean }): Format;
  json(): Format;
  printf(template: (info: TransformableInfo) => string): Format;
  timestamp(): Format;
};

export declare const transports: {
  Console: typeof Console;
  DailyRotateFile: typeof DailyRotateFile;
};
