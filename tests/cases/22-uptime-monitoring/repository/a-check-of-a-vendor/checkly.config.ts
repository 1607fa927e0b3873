import { defineConfig } from "checkly";

export default defineConfig({ projectName: "clinic", logicalId: "clinic" });
