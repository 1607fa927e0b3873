import { prisma } from "../prisma.js";

export async function mountTenants(app) {
  for (const tenant of await prisma.tenant.findMany()) {
    app.get(`/${tenant.name}`, (req, res) => res.json(tenant));
  }
}

export async function loadPlans() {
  return prisma.plan.findMany();
}

export async function seedPlans() {
  await prisma.plan.upsert({ where: { id: 1 }, create: { id: 1 }, update: {} });
}

export function countOnDemand() {
  process.on("SIGUSR2", async () => console.log(await prisma.plan.count()));
}
