import os
from pathlib import Path

import redis
from dotenv import load_dotenv

load_dotenv(Path(__file__).parent / "config" / "app.env")

cache = redis.Redis.from_url(os.environ["CACHE_URL"])
sessions = redis.Redis.from_url(os.getenv("SESSIONS_URL"))
