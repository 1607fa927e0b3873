resource "azurerm_postgresql_server" "this" {
  administrator_login_password = "not-a-secret-18"
}
