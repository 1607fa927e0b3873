import chromadb

documents = chromadb.Client().get_or_create_collection("documents")


def answer(question):
    return documents.query(query_texts=[question], n_results=1)
