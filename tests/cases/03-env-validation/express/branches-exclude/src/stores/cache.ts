import Redis from "ioredis";
import { cache, isHosted } from "../config";

const { host, port } = cache;

export const client = isHosted
  ? new Redis(cache.connectionString)
  : new Redis(port, cache.host);

client.on("connect", () => console.log(`cache at ${host}:${port}`));
