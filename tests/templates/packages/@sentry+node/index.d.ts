// What Sentry 10 says of its options and events, and no more.

interface RequestData {
  url?: string;
  headers?: Record<string, string>;
}

interface Event {
  request?: RequestData;
  user?: { id?: string };
  breadcrumbs?: { message?: string }[];
  transaction?: string;
}

export interface ErrorEvent extends Event {
  type: undefined;
}

interface Integration {
  name: string;
}

interface NodeOptions {
  dsn?: string | undefined;
  environment?: string | undefined;
  sendDefaultPii?: boolean;
  includeLocalVariables?: boolean;
  maxBreadcrumbs?: number;
  beforeSend?: (event: ErrorEvent) => ErrorEvent | null;
  beforeSendTransaction?: (event: Event) => Event | null;
  tracePropagationTargets?: (string | RegExp)[];
  registerEsmLoaderHooks?: boolean;
  integrations?: Integration[] | ((defaults: Integration[]) => Integration[]);
}

export declare function init(options?: NodeOptions): unknown;
export declare function captureException(error: unknown): string;
export declare function captureMessage(text: string, level?: "error"): string;
export declare function close(timeout?: number): PromiseLike<boolean>;
