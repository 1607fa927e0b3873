variable "db_password" {
	type = string
	default = "not-a-secret-10"
}

variable "tls_secret" { type = string }
