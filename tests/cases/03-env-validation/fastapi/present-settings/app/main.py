from fastapi import FastAPI

from app.settings import get_settings

app = FastAPI(title=get_settings().title)
