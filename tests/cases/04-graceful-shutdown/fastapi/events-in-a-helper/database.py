from pymongo import MongoClient

client = MongoClient("mongodb://db")
