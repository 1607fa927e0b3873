import os

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine(os.environ["DATABASE_URL"])
SessionLocal = sessionmaker(bind=engine)

engine_test = create_engine(os.environ["TEST_DATABASE_URL"])
TestingSessionLocal = sessionmaker(bind=engine_test)

# kept for the old reports, which are gone
reports = create_engine(os.environ["REPORTS_URL"])
