variable "environment" {
  description = "Name of the environment"
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the database"
  type        = list(string)
}

variable "vpc_security_group_ids" {
  description = "Security groups of the database"
  type        = list(string)
}

variable "db_instance_class" {
  description = "Size of the database"
  type        = string
}

variable "db_name" {
  description = "Name of the database"
  type        = string
}

variable "db_username" {
  description = "Owner of the database"
  type        = string
}

variable "db_password" {
  description = "Password of the owner"
  type        = string
}
