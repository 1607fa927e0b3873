import os

from pymongo import AsyncMongoClient

client = AsyncMongoClient(os.environ["DATABASE_URL"])
