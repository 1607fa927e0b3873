import os

import redis

client = redis.from_url(os.environ["DATABASE_URL"])
