const answer = (text: string): Promise<string> => Promise.resolve(text);

export const pool = { query: answer };

export const mysql = { promise: () => ({ query: answer }) };

export const data = { query: answer };

export const knex = { client: { raw: answer } };
