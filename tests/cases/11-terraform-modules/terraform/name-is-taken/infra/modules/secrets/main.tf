resource "random_password" "database" {
  length = 32
}
