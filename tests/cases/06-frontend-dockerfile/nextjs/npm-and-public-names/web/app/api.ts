export const api = process.env.NEXT_PUBLIC_API_URL ?? `http://localhost:${3001}`;

const { NEXT_PUBLIC_MAPS_SECRET } = process.env;

export const maps = NEXT_PUBLIC_MAPS_SECRET;
