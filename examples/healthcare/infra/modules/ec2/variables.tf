variable "name" {
  description = "Name of the server"
  type        = string
}

variable "environment" {
  description = "Name of the environment"
  type        = string
}

variable "service_tag" {
  description = "What runs on the server"
  type        = string
}

variable "ami_id" {
  description = "Image of the server"
  type        = string
}

variable "instance_type" {
  description = "Size of the server"
  type        = string
}

variable "subnet_id" {
  description = "Subnet of the server"
  type        = string
}

variable "key_name" {
  description = "SSH key of the server"
  type        = string
}

variable "vpc_security_group_ids" {
  description = "Security groups of the server"
  type        = list(string)
}
