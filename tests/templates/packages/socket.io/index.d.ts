// What Socket.IO 4 says of the options, and no more.

import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { CorsOptions } from "cors";

interface ServerOptions {
  cors?: CorsOptions;
  allowRequest?: (
    req: IncomingMessage,
    fn: (err: string | null | undefined, success: boolean) => void,
  ) => void;
}

export declare class Server {
  constructor(server: HttpServer, options?: Partial<ServerOptions>);
}
