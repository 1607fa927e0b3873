from sqlmodel import SQLModel, create_engine

engine = create_engine("postgresql://db.example.com/shop")


def create_tables(engine):
    SQLModel.metadata.create_all(engine)
