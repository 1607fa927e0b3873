import os

from pymongo import MongoClient

client = MongoClient(os.environ["MONGO_URL"])


class MongoStore:
    def items(self):
        return list(client.shop.items.find())
