import os

from pymongo import AsyncMongoClient


class Store:
    client: "AsyncMongoClient | None" = None

    async def open(self):
        self.client = AsyncMongoClient(os.environ["MONGO_URL"])
        try:
            await self.client.admin.command("ping")
        except Exception:
            print("no database yet")

    async def close(self):
        await self.client.close()


store = Store()
