import pymongo
from fastapi import FastAPI

client = pymongo.MongoClient('mongodb://db')
app = FastAPI()

@app.get('/')
def root():
	return client['notes'].list_collection_names()