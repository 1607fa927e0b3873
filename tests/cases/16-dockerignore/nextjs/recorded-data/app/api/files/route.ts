import { writeFile } from "node:fs/promises";
import path from "node:path";

export async function POST(request: Request) {
  const file = (await request.formData()).get("file") as File;
  const name = `${Date.now()}-${file.name}`;
  await writeFile(path.join(process.cwd(), "uploads", name), Buffer.from(await file.arrayBuffer()));
  return Response.json({ name });
}
