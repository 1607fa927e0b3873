from motor.motor_asyncio import AsyncIOMotorClient

from app.settings import settings

archive = None
if settings.archive_url:
    archive = AsyncIOMotorClient(settings.archive_url)
