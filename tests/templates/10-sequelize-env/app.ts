import { configs } from "./configs";

const environment = "environment.ts";
const block = "chosen-block.ts";

console.warn(environment, block.dialect);
