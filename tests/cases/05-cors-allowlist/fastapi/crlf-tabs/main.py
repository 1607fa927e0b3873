import os
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

if os.getenv('DEBUG'):
	print('debugging')

app = FastAPI()
app.add_middleware(
	CORSMiddleware,
	allow_origins=['*'],
	allow_methods=['*'],
)

@app.get('/')
def root():
	return {}