import { format } from "node:util";

const output = "output.ts";

console.warn(format("output: %s", output));
