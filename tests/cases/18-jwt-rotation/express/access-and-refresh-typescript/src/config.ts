export const config = {
  port: Number(process.env.PORT) || 3000,
  tokens: {
    access: process.env.ACCESS_TOKEN_SECRET as string,
    refresh: process.env.REFRESH_TOKEN_SECRET || "refresh-secret",
  },
};
