export const port = Number(process.env.PORT) || 3000;

// CORS
const origin = '*';

export const corsOptions = {
  origin,
  maxAge: 600,
};
