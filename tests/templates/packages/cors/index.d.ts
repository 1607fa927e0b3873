// What @types/cors says of the options, and no more.

import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";

type StaticOrigin =
  boolean | string | RegExp | Array<boolean | string | RegExp>;

type CustomOrigin = (
  requestOrigin: string | undefined,
  callback: (err: Error | null, origin?: StaticOrigin) => void,
) => void;

declare namespace cors {
  interface CorsRequest {
    method?: string | undefined;
    headers: IncomingHttpHeaders;
  }

  interface CorsOptions {
    origin?: StaticOrigin | CustomOrigin | undefined;
    credentials?: boolean | undefined;
  }
}

declare function cors(options?: cors.CorsOptions): RequestHandler;

export = cors;
