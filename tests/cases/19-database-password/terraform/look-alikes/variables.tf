variable "key_name" {
  default = "orders"
}

variable "auth_min_password_length" {
  default = 12
}

variable "db_secret_name" {
  default = "orders/db"
}

variable "secrets" {
  type    = list(string)
  default = ["orders/db"]
}

variable "db_secret" {
  description = "Name of the secret in Secrets Manager"
  default     = "orders/db"
}

variable "token_secret" {
  default = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:token"
}

variable "use_password" {
  type    = bool
  default = true
}

variable "max_tokens" {
  default = 4096
}
