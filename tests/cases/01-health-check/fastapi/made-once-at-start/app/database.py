import os

import asyncpg


class Database:
    def __init__(self):
        self.pool = None

    async def connect(self):
        if self.pool is None:
            self.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"])


database = Database()
