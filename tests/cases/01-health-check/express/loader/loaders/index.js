import loadExpress from "./express.js";

export default async ({ expressApp }) => {
  await loadExpress({ app: expressApp });
};
