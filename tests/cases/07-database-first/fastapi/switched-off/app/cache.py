import os

from redis.asyncio import Redis


class Cache:
    client: "Redis | None" = None

    async def connect(self):
        self.client = Redis.from_url(os.getenv("CACHE_URL", "redis://localhost"))
        await self.client.ping()

    async def close(self):
        if self.client is not None:
            await self.client.aclose()


cache = Cache()
