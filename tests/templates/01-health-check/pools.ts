const answer = (text: string): Promise<string> => Promise.resolve(text);

export const pool = { query: answer };

export const mysql = { promise: () => ({ query: answer }) };

export const data = { query: answer };

export const knex = { client: { raw: answer } };

export const queue = { ping: () => answer("PONG") };

export const sessions = { ping: () => answer("PONG") };

export const notes = {
  db: () => ({
    command: (command: object, { signal }: { signal: AbortSignal }) =>
      answer(`${Object.keys(command).join()} ${signal.aborted}`),
  }),
};

export const mongoose = { connection: { getClient: () => notes } };
