from sqlalchemy.ext.asyncio import create_async_engine

engines = {
    "writer": create_async_engine("postgresql+asyncpg://writer.example.com/shop"),
    "reader": create_async_engine("postgresql+asyncpg://reader.example.com/shop"),
}
