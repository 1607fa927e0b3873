variable "db_password" {
  default = "not-a-secret-4"
}
