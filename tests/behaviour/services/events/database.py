import os

import redis
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 4, os.environ["DATABASE_URL"], connect_timeout=3)
cache = redis.Redis.from_url(os.environ["REDIS_URL"])
