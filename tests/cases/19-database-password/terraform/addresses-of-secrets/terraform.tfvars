db_password = "/orders/db/password"
