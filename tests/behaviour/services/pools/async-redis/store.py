import os

import redis.asyncio as redis

client = redis.from_url(os.environ["DATABASE_URL"])
