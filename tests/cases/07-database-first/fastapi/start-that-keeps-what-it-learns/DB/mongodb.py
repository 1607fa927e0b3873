import os

from pymongo import MongoClient

client = MongoClient(os.getenv("MONGO_URI"))
pages = client["notes"]["pages"]
