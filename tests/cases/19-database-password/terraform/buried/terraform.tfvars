database = {
  name     = "orders"
  password = "not-a-secret-15"
}
