import os

os.getenv("REDIS_HOST", <%= host | quoted %>)
