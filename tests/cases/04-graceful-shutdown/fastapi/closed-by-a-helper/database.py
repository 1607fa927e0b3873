from motor.motor_asyncio import AsyncIOMotorClient


class Mongo:
    client = None

    async def connect(self):
        self.client = AsyncIOMotorClient("mongodb://localhost")

    async def stop(self):
        self.client.close()


mongo = Mongo()
