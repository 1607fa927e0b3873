import express from "express";
import { prisma } from "./prisma.js";
import { countOnDemand, loadPlans, mountTenants, seedPlans } from "./services/tenants.js";

const app = express();

// its routes belong before the one for all other paths
mountTenants(app);
const plans = loadPlans();
app.get("/plans", async (req, res) => res.json(await plans));
app.use((req, res) => res.sendStatus(404));

await seedPlans();
countOnDemand();
app.listen(3000);
if (process.env.SEED) {
  prisma.plan.create({ data: { id: 2 } });
}
