import redis.asyncio as redis

cache = redis.from_url("redis://cache.example.com")
