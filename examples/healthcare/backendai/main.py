from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from routes import chat_routes
import uvicorn
from contextlib import asynccontextmanager

from routes.summary_routes import router as summary_router

from DB.mongodb import client as mongo_client
from DB.postgresDB import postgres_connection

pg_conn = None

# Opens the databases at start and closes them at the end
@asynccontextmanager
async def lifespan(app: FastAPI):
    global pg_conn

    try:
        mongo_client.admin.command("ismaster")
        print("Connected to MongoDB")
    except Exception as e:
        print(f"Could not reach MongoDB: {e}")

    try:
        pg_conn = postgres_connection()
        if pg_conn:
            print("Connected to PostgreSQL")
        else:
            print("No PostgreSQL connection, the next request tries again")
    except Exception as e:
        print(f"Could not reach PostgreSQL: {e}")

    yield

    mongo_client.close()
    print("Closed MongoDB")

    if pg_conn:
        pg_conn.close()
        print("Closed PostgreSQL")

app = FastAPI(lifespan=lifespan)

# CORS
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],  # Change to our own domain in prod
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)

@app.get("/hello")
def hello():
    return {"message": "backendai is up"}

# Routers
app.include_router(summary_router, prefix="/api", tags=["Summaries"])
app.include_router(chat_routes.router, prefix="/api", tags=["Chat"])

# Triage came later
from routes.triage_routes import router as triage_router
app.include_router(triage_router, prefix="/api", tags=["Triage"])


# For development: python main.py
if __name__ == "__main__":
    uvicorn.run("main:app", host="0.0.0.0", port=5002, reload=True)