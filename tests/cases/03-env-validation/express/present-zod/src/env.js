import { z } from "zod";

const schema = z.object({ SITE_URL: z.string().url() });

export const env = schema.parse({ SITE_URL: process.env.SITE_URL });
