import app from "./app";
import { prisma } from "./prisma";

const PORT = Number(process.env.PORT) || 4000;

async function main(): Promise<void> {
  await prisma.$connect();
  app.listen(PORT, () => {
    console.log(`Server is running on port ${PORT}`);
  });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
