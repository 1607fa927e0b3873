import { cache, queue, storage } from "./stores";

const isHosted = process.env.HOSTED === "true";

export { cache, isHosted, queue, storage };
