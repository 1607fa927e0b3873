variable "db_password" {
  description = "Password of the owner"
  type        = string
  default     = "not-a-secret-3"
  sensitive   = true
}
