from motor.motor_asyncio import AsyncIOMotorClient

client = AsyncIOMotorClient("mongodb://db.example.com")
