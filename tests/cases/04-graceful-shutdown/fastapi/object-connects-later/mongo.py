import os

from motor.motor_asyncio import AsyncIOMotorClient


class Mongo:
    client = None

    def connect(self):
        self.client = AsyncIOMotorClient(os.environ["MONGO_URL"])


mongo = Mongo()
