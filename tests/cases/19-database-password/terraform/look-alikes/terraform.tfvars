db_secret = "orders/db-2"
