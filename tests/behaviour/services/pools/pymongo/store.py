import os

from pymongo import MongoClient

client = MongoClient(os.environ["DATABASE_URL"])
