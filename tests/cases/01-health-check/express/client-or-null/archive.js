import pg from 'pg';

export const archive = process.env.ARCHIVE_URL ? new pg.Pool({ connectionString: process.env.ARCHIVE_URL }) : null;
