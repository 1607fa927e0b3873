import redis
from fastapi import FastAPI

r = redis.Redis(host='cache')
app = FastAPI()

@app.get('/')
def root():
	return {'visits': r.incr('visits')}