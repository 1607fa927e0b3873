from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker


class NoteStore:
    def __init__(self, url: str = "sqlite:///./notes.db"):
        self.engine = create_engine(url)
        self.session = sessionmaker(bind=self.engine)

    def all(self):
        with self.session() as session:
            return session.execute(text("SELECT text FROM notes")).scalars().all()


class NoteBook:
    def __init__(self, owner: str):
        self.owner = owner
        self.store = NoteStore()
