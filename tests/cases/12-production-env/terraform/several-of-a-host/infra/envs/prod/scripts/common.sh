docker compose up --detach
