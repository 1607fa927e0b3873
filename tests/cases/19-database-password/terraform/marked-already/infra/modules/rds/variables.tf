variable "db_password" {
  description = "Password of the owner"
  type        = string
  sensitive   = true
}
