variable "db_password" {
  description = "Password of the owner"
  type        = string
  sensitive   = true
}

variable "instance_class" {
  type = string
}

variable "db" {
  type = string
}
